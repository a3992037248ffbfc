package dev.nextvec.compare;

import dev.nextvec.compare.ArchitectureFacts.ArchitectureFact;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.Speed.Latency;
import dev.nextvec.eval.Speed.Throughput;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.model.Cost;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.EpochRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Made-up results that look like real ones. */
public final class Examples {
  public static final Environment MACHINE =
      new Environment(
          "0.1.0",
          "25.0.1 (Temurin)",
          "2.10.0",
          "MKL",
          "cpu",
          2,
          "Linux amd64, 2 processors",
          "0123456789abcdef0123456789abcdef01234567",
          "Example CPU");
  public static final Provenance PROVENANCE =
      new Provenance("0e7a6a76a1d06ebb".repeat(4), "3fd1c40be2aa9911".repeat(4), 42, 7, MACHINE);

  private Examples() {}

  /** Four networks and six baselines on {@code documents} test documents. */
  public static List<RunResult> results(int documents) {
    List<RunResult> results = new ArrayList<>();
    results.add(baseline("linear average", documents, 0.6949, 0, 0.0021));
    results.add(baseline("persistence", documents, 0.6262, 0, 0.0004));
    results.add(baseline("mean vector", documents, 0.4871, 768, 0.0003));
    results.add(baseline("random", documents, 0.0002, 0, 0.021));
    results.add(baseline("learned average", documents, 0.7095, 773, 0.0033));
    results.add(baseline("ridge", documents, 0.7147, 2_949_893, 1.1));
    results.add(network("amn", documents, 0.7031, 1_510_912, 0.31, 0.4));
    results.add(network("lstm", documents, 0.6902, 5_120_768, 1.4, 0.05));
    results.add(network("gru", documents, 0.6947, 7_095_552, 2.6, 0.06));
    results.add(network("transformer", documents, 0.6980, 17_867_520, 5.2, 0.12));
    return results;
  }

  public static Comparison comparison(int documents) {
    return Comparison.of("English Wikipedia", results(documents));
  }

  public static RunResult baseline(
      String name, int documents, double cosine, long parameters, double latency) {
    return RunResult.baseline(
        name,
        PROVENANCE,
        scores(documents, cosine, name.hashCode()),
        OptionalDouble.of(cosine - 0.002),
        new Cost(parameters, 7680, 4 * parameters, 3072),
        Optional.of(speed(latency)),
        0.4);
  }

  public static RunResult network(
      String name, int documents, double cosine, long parameters, double latency, double start) {
    return RunResult.network(
        name,
        PROVENANCE,
        history(cosine, start, name.hashCode()),
        scores(documents, cosine, name.hashCode()),
        new Cost(parameters, 2 * parameters, 4 * parameters, 40_000),
        Optional.of(speed(latency)),
        Optional.empty(),
        facts(name));
  }

  /** The same result with other cosines on its windows. */
  public static RunResult withCosine(RunResult result, float[] cosine) {
    WindowScores scores = result.scores();
    return withScores(
        result,
        new WindowScores(
            scores.windows(),
            scores.documents(),
            cosine,
            scores.squaredError(),
            scores.normalisedSquaredError()));
  }

  /** The same result with other scores. */
  public static RunResult withScores(RunResult result, WindowScores scores) {
    return result.kind() == RunResult.RowKind.NETWORK
        ? RunResult.network(
            result.name(),
            result.provenance(),
            result.history(),
            scores,
            result.cost().orElseThrow(),
            result.speed(),
            result.recipe(),
            result.facts())
        : RunResult.baseline(
            result.name(),
            result.provenance(),
            scores,
            OptionalDouble.empty(),
            result.cost().orElseThrow(),
            result.speed(),
            0.4);
  }

  /** Scores with a difficulty of each document and window that all results share. */
  public static WindowScores scores(int documents, double mean, int seed) {
    Random shared = new Random(1);
    Random own = new Random(seed);
    List<float[]> rows = new ArrayList<>();
    for (int document = 0; document < documents; document++) {
      double topic = 0.05 * shared.nextGaussian();
      double liking = 0.006 * own.nextGaussian();
      int length = 4 + shared.nextInt(40);
      for (int i = 0; i < length; i++) {
        double window = topic + 0.11 * Math.log(shared.nextDouble() + 0.2) + 0.11 * 0.75;
        double spread = Math.abs(mean) < 0.1 ? 0.4 : 1;
        double cosine = mean + spread * window + liking + 0.03 * own.nextGaussian();
        rows.add(new float[] {document, (float) Math.clamp(cosine, -1, 0.999)});
      }
    }
    int n = rows.size();
    int[] windows = new int[n];
    int[] of = new int[n];
    float[] cosine = new float[n];
    float[] error = new float[n];
    for (int i = 0; i < n; i++) {
      windows[i] = 3 * i;
      of[i] = (int) rows.get(i)[0];
      cosine[i] = rows.get(i)[1];
      error[i] = 2 * (1 - cosine[i]) / 768;
    }
    return new WindowScores(windows, of, cosine, error, error);
  }

  private static List<EpochRecord> history(double end, double start, int seed) {
    Random random = new Random(seed);
    List<EpochRecord> history = new ArrayList<>();
    for (int epoch = 1; epoch <= 20; epoch++) {
      double gone = Math.exp(-epoch / 3.5);
      double over = Math.max(0, epoch - 13) * 0.0009;
      double noise = 0.0007 * random.nextGaussian();
      double validation = end - 0.002 - (end - start) * gone * 0.6 - over + noise;
      double train = end + 0.02 - (end - start) * gone + epoch * 0.001;
      history.add(
          new EpochRecord(
              epoch,
              2150L * epoch,
              2 * (1 - train) / 768,
              train,
              2 * (1 - validation) / 768,
              validation,
              5e-4,
              0.8,
              1900,
              36.2 * epoch));
    }
    return history;
  }

  private static Speed speed(double p50) {
    return new Speed(
        new Latency(p50, 1.3 * p50, 2 * p50, 900),
        List.of(
            new Throughput(8, 3000 / p50),
            new Throughput(32, 5000 / p50),
            new Throughput(128, 6000 / p50)));
  }

  private static ArchitectureFacts facts(String name) {
    String type = name.equals("amn") ? "Attention + residual" : "Recurrent";
    return new ArchitectureFacts(
        List.of(
            new ArchitectureFact("Architecture type", type),
            new ArchitectureFact("Input projection", "Linear(768→512)"),
            new ArchitectureFact("Dropout", "0.2")),
        List.of(
            new ArchitectureFact("Optimizer", "AdamW"),
            new ArchitectureFact("Learning rate", "0.0005")),
        "Input [batch, 5, 768]\n  ↓\nL2 normalize [batch, 768]");
  }
}
