package dev.nextvec.compare;

import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import java.util.ArrayList;
import java.util.List;

/** The way from context to prediction, one step a line, with shapes. */
final class FlowDiagram {
  private FlowDiagram() {}

  static String of(Architecture architecture) {
    List<String> steps = new ArrayList<>();
    int n = architecture.contextLength();
    int dim = architecture.dimension();
    steps.add("Input " + shape(n, dim));
    steps.addAll(
        switch (architecture) {
          case Amn amn -> amn(amn);
          case AmnR amnR -> amnR(amnR);
          case Lstm lstm -> lstm(lstm);
          case Gru gru -> gru(gru);
          case Transformer t -> transformer(t);
        });
    steps.add("L2 Normalize " + shape(dim));
    return String.join("\n  ↓\n", steps);
  }

  private static List<String> lstm(Lstm lstm) {
    List<String> steps = new ArrayList<>();
    for (int i = 1; i <= lstm.layers(); i++) {
      String dropout = i < lstm.layers() ? ", dropout " + lstm.dropout() : ", last timestep";
      steps.add("LSTM Layer " + i + " " + shape(lstm.contextLength(), lstm.hidden()) + dropout);
    }
    steps.add("Last Hidden " + shape(lstm.hidden()));
    steps.add("Linear Projection " + shape(lstm.dimension()));
    return steps;
  }

  private static List<String> gru(Gru gru) {
    List<String> steps = new ArrayList<>();
    steps.add("Linear Projection " + shape(gru.contextLength(), gru.hidden()));
    for (int i = 1; i <= gru.layers(); i++) {
      steps.add("GRU Block " + i + " (GRU + Residual + LayerNorm)");
    }
    steps.add("Last Hidden " + shape(gru.hidden()));
    steps.add("Linear Projection " + shape(gru.dimension()));
    return steps;
  }

  private static List<String> transformer(Transformer t) {
    List<String> steps = new ArrayList<>();
    steps.add("Linear Projection " + shape(t.contextLength(), t.hidden()));
    steps.add("Positional Encoding " + shape(t.contextLength(), t.hidden()));
    for (int i = 1; i <= t.layers(); i++) {
      steps.add(
          "Transformer Layer %d:\n  - Causal Self-Attention (%d heads)\n  - Causal Cross-Attention to the encoded input (%d heads)\n  - Feedforward (%d → %d → %d)\n  - after each: Dropout %s, Residual, LayerNorm"
              .formatted(
                  i, t.heads(), t.heads(), t.hidden(), t.feedForward(), t.hidden(), t.dropout()));
    }
    steps.add("Last Hidden " + shape(t.hidden()));
    steps.add("MLP Head (%d → %d → %d)".formatted(t.hidden(), t.hidden(), t.dimension()));
    return steps;
  }

  private static List<String> amnR(AmnR amnR) {
    int n = amnR.contextLength();
    int dim = amnR.dimension();
    return List.of(
        "1. Start: learned average with shrinkage, fitted in closed form " + shape(dim),
        "2. Encode: keys = Linear(context) %s, query = Linear(newest) %s"
            .formatted(shape(n, amnR.attention()), shape(amnR.attention())),
        "3. Weights: learned for each position, modulated by query · keys / √%d %s"
            .formatted(amnR.attention(), shape(n)),
        "4. Weighted context: weights · context " + shape(dim),
        "5. Residual: MLP([weighted, newest]) (%d → %d → %d → %d), dropout %s"
            .formatted(2 * dim, amnR.hidden(), amnR.hidden() / 2, dim, amnR.dropout()),
        "6. Linear map of the centred context, rank %d, fitted in closed form "
                .formatted(amnR.rank())
            + shape(dim),
        "7. Output: start + share₁ · linear + share₂ · (mean + weighted + residual - start) "
            + shape(dim));
  }

  private static List<String> amn(Amn amn) {
    int n = amn.contextLength();
    int dim = amn.dimension();
    return List.of(
        "1. Linear baseline: mean(context) " + shape(dim),
        "2. Encode: keys = Linear(context) %s, query = Linear(baseline) %s"
            .formatted(shape(n, amn.attention()), shape(amn.attention())),
        "3. Attention: weights = softmax(query · keys / √%d) %s"
            .formatted(amn.attention(), shape(n)),
        "4. Weighted context: weights · context " + shape(dim),
        "5. Residual: MLP([baseline, weighted]) (%d → %d → %d → %d)"
            .formatted(2 * dim, amn.hidden(), amn.hidden() / 2, dim),
        "6. Output: baseline + residual " + shape(dim));
  }

  private static String shape(int... sizes) {
    StringBuilder text = new StringBuilder("[batch");
    for (int size : sizes) {
      text.append(", ").append(size);
    }
    return text.append(']').toString();
  }
}
