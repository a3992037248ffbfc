package dev.nextvec.compare;

import dev.nextvec.compare.ArchitectureFacts.ArchitectureFact;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in words what an architecture's sizes and a run's settings are. */
final class FactSheet {
  private static final String NONE = "N/A";
  private static final String DROPOUT = "Dropout";
  private static final String IMPORTED = "not known (imported)";
  private static final String PACKAGED = "not known (a model package)";

  private FactSheet() {}

  /** The rows of both tables, and the diagram. */
  public static ArchitectureFacts of(Architecture architecture, TrainingConfig config) {
    return new ArchitectureFacts(
        architecture(architecture),
        training(config),
        FlowDiagram.of(architecture),
        config.goal().mapsCandidates());
  }

  /** The same of a network that was trained elsewhere: how is not known. */
  public static ArchitectureFacts imported(Architecture architecture) {
    return untold(architecture, IMPORTED, false);
  }

  /** The same of a network in a model package. */
  static ArchitectureFacts packaged(Architecture architecture, boolean twoSided) {
    return untold(architecture, PACKAGED, twoSided);
  }

  private static ArchitectureFacts untold(
      Architecture architecture, String unknown, boolean twoSided) {
    List<ArchitectureFact> facts = new ArrayList<>(architecture(architecture));
    facts.replaceAll(
        fact -> fact.label().equals(DROPOUT) ? new ArchitectureFact(DROPOUT, unknown) : fact);
    List<ArchitectureFact> training =
        List.of("Optimizer", "Learning rate", "Epochs", "Loss function").stream()
            .map(name -> new ArchitectureFact(name, unknown))
            .toList();
    return new ArchitectureFacts(facts, training, FlowDiagram.of(architecture), twoSided);
  }

  private static List<ArchitectureFact> architecture(Architecture architecture) {
    List<ArchitectureFact> facts = new ArrayList<>();
    facts.add(new ArchitectureFact("Architecture type", type(architecture)));
    facts.add(new ArchitectureFact("Input dimension", architecture.dimension() + "D"));
    facts.add(new ArchitectureFact("Input projection", inputProjection(architecture)));
    facts.add(new ArchitectureFact("Positional encoding", positions(architecture)));
    facts.add(new ArchitectureFact("Core layers", coreLayers(architecture)));
    facts.add(new ArchitectureFact("Hidden dimensions", hidden(architecture)));
    facts.add(new ArchitectureFact("Attention heads", heads(architecture)));
    facts.add(new ArchitectureFact("Feedforward dim", feedForward(architecture)));
    facts.add(new ArchitectureFact(DROPOUT, number(dropout(architecture))));
    facts.add(new ArchitectureFact("Residual connections", residual(architecture)));
    facts.add(new ArchitectureFact("Output projection", outputProjection(architecture)));
    facts.add(new ArchitectureFact("Output normalization", "L2 normalize"));
    facts.add(
        new ArchitectureFact("Parameter count", Figures.count(architecture.parameterCount())));
    return facts;
  }

  private static String type(Architecture architecture) {
    return switch (architecture) {
      case Amn amn -> "Attention + Residual";
      case AmnR amnR -> "Learned average + Ridge + Attention + Residual";
      case Lstm lstm -> "Recurrent";
      case Gru gru -> "Recurrent + Residual";
      case Transformer transformer -> "Self-Attention";
    };
  }

  private static String inputProjection(Architecture architecture) {
    return switch (architecture) {
      case Amn amn -> linear(amn.dimension(), amn.attention());
      case AmnR amnR -> linear(amnR.dimension(), amnR.attention());
      case Lstm lstm -> "None (direct)";
      case Gru gru -> linear(gru.dimension(), gru.hidden());
      case Transformer t -> linear(t.dimension(), t.hidden());
    };
  }

  private static String positions(Architecture architecture) {
    return switch (architecture) {
      case Amn amn -> "None (attention)";
      case AmnR amnR -> "Learned bias (attention)";
      case Lstm lstm -> "Implicit (LSTM)";
      case Gru gru -> "Implicit (GRU)";
      case Transformer transformer -> "Sinusoidal";
    };
  }

  private static String coreLayers(Architecture architecture) {
    return switch (architecture) {
      case Amn amn -> "1 Attention + MLP";
      case AmnR amnR -> "1 Attention + MLP";
      case Lstm lstm -> Figures.counted(lstm.layers(), "LSTM layer");
      case Gru gru -> Figures.counted(gru.layers(), "GRU block");
      case Transformer t -> Figures.counted(t.layers(), "Transformer layer");
    };
  }

  private static String hidden(Architecture architecture) {
    return switch (architecture) {
      case Amn amn -> amn.attention() + " (attention)";
      case AmnR amnR -> amnR.attention() + " (attention)";
      case Lstm lstm -> Integer.toString(lstm.hidden());
      case Gru gru -> Integer.toString(gru.hidden());
      case Transformer t -> Integer.toString(t.hidden());
    };
  }

  private static String heads(Architecture architecture) {
    return switch (architecture) {
      case Amn amn -> "1 head";
      case AmnR amnR -> "1 head";
      case Lstm lstm -> NONE;
      case Gru gru -> NONE;
      case Transformer t -> Figures.counted(t.heads(), "head");
    };
  }

  private static String feedForward(Architecture architecture) {
    return switch (architecture) {
      case Amn amn -> amn.hidden() + " (residual MLP)";
      case AmnR amnR -> amnR.hidden() + " (residual MLP)";
      case Lstm lstm -> NONE;
      case Gru gru -> NONE;
      case Transformer t ->
          t.feedForward() % t.hidden() == 0
              ? t.feedForward() + " (" + t.feedForward() / t.hidden() + "×" + t.hidden() + ")"
              : Integer.toString(t.feedForward());
    };
  }

  private static double dropout(Architecture architecture) {
    return switch (architecture) {
      case Amn amn -> 0;
      case AmnR amnR -> amnR.dropout();
      case Lstm lstm -> lstm.dropout();
      case Gru gru -> 0;
      case Transformer t -> t.dropout();
    };
  }

  private static String residual(Architecture architecture) {
    return switch (architecture) {
      case Amn amn -> "Yes (over baseline)";
      case AmnR amnR -> "Yes (over learned average)";
      case Lstm lstm -> "No";
      case Gru gru -> "Yes";
      case Transformer t -> "Yes";
    };
  }

  private static String outputProjection(Architecture architecture) {
    int dimension = architecture.dimension();
    return switch (architecture) {
      case Amn amn -> "Residual(" + 2 * dimension + "→" + dimension + ")";
      case AmnR amnR -> "Residual(" + 2 * dimension + "→" + dimension + ")";
      case Lstm lstm -> linear(lstm.hidden(), dimension);
      case Gru gru -> linear(gru.hidden(), dimension);
      case Transformer t -> "MLP(" + t.hidden() + "→" + dimension + ")";
    };
  }

  private static String linear(int from, int to) {
    return "Linear(" + from + "→" + to + ")";
  }

  private static List<ArchitectureFact> training(TrainingConfig config) {
    List<ArchitectureFact> facts = new ArrayList<>();
    facts.add(new ArchitectureFact("Optimizer", "AdamW"));
    facts.add(new ArchitectureFact("Learning rate", number(config.optimiser().learningRate())));
    facts.add(new ArchitectureFact("Weight decay", number(config.optimiser().weightDecay())));
    facts.add(new ArchitectureFact("Batch size", Integer.toString(config.batch())));
    facts.add(new ArchitectureFact("Epochs", Integer.toString(config.epochs())));
    facts.add(
        new ArchitectureFact(
            "Gradient clipping", config.clip() == 0 ? "None" : number(config.clip())));
    facts.add(new ArchitectureFact("Loss function", loss(config.loss())));
    schedule(config.schedule(), facts);
    if (config.earlyStop() > 0) {
      String epochs = Figures.counted(config.earlyStop(), "epoch");
      facts.add(new ArchitectureFact("Early stopping", "after " + epochs + " without gain"));
    }
    if (config.precision() != TrainingConfig.Precision.FLOAT32) {
      facts.add(new ArchitectureFact("Products", config.precision().label() + ", sums in float32"));
    }
    config
        .localSteps()
        .ifPresent(local -> facts.add(new ArchitectureFact("Local steps", localSteps(local))));
    map(config.goal()).ifPresent(map -> facts.add(new ArchitectureFact("Candidate map", map)));
    return facts;
  }

  private static String localSteps(TrainingConfig.LocalSteps local) {
    return "mean of %d workers after %d".formatted(local.workers(), local.steps());
  }

  private static Optional<String> map(Goal goal) {
    return switch (goal) {
      case Goal.Regression() -> Optional.empty();
      case Goal.Retrieval retrieval ->
          switch (retrieval.mapping()) {
            case Goal.Mapping.None() -> Optional.empty();
            case Goal.Mapping.LowRank(int rank) -> Optional.of("Identity + rank " + rank);
            case Goal.Mapping.Full() -> Optional.of("Square matrix");
          };
    };
  }

  private static String loss(Loss loss) {
    return switch (loss) {
      case Loss.MeanSquaredError() -> "MSE";
      case Loss.Cosine() -> "1 − cosine";
      case Loss.InfoNce(double temperature) -> "InfoNCE (τ " + number(temperature) + ")";
    };
  }

  private static void schedule(Schedule schedule, List<ArchitectureFact> facts) {
    switch (schedule) {
      case Schedule.ConstantRate() -> facts.add(new ArchitectureFact("LR scheduler", "Constant"));
      case Schedule.Plateau(double factor, int patience) -> {
        facts.add(new ArchitectureFact("LR scheduler", "ReduceLROnPlateau"));
        facts.add(new ArchitectureFact("Patience", Integer.toString(patience)));
        facts.add(new ArchitectureFact("Factor", number(factor)));
      }
      case Schedule.WarmupCosine(double warmup) -> {
        facts.add(new ArchitectureFact("LR scheduler", "Warmup, cosine"));
        facts.add(new ArchitectureFact("Warmup", Figures.share(warmup)));
      }
    }
  }

  /** As the specification writes numbers: {@code 0.0005}, {@code 1.0}. */
  private static String number(double value) {
    BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
    return exact.setScale(Math.max(1, exact.scale())).toPlainString();
  }
}
