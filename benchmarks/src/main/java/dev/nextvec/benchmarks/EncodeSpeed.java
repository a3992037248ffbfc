package dev.nextvec.benchmarks;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.data.Texts;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.PrecisionChoice;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Encodes chunks of a dataset in float32 and in bfloat16, a block in one and the same block in the
 * other, in turn. Prints chunks per second of processor time, which hardly depends on what else the
 * machine does, and of the clock, the medians of the blocks' ratios, and how far the vectors are
 * apart.
 *
 * <p>Arguments: {@code DATASET CHUNKS THREADS [BLOCK]}.
 */
public final class EncodeSpeed {
  private static final int BLOCK = 256;

  private EncodeSpeed() {}

  /** One block in one precision. */
  private record Timed(float[][] vectors, double clock, double processor) {}

  public static void main(String[] arguments) throws IOException {
    int threads = Integer.parseInt(arguments[2]);
    int block = arguments.length > 3 ? Integer.parseInt(arguments[3]) : BLOCK;
    List<String> texts = texts(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    load("before");
    try (Encoder exact = DefaultEncoder.open(threads);
        Encoder narrow =
            DefaultEncoder.open(threads, PrecisionChoice.BFLOAT16, System.out::println)) {
      measure(List.of(exact, narrow), texts, block);
    }
    load("after");
  }

  private static void load(String when) {
    System.out.printf(
        Locale.ROOT,
        "load %s: %.2f%n",
        when,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** Chunks drawn from everywhere, so that a block is as mixed as the whole. */
  private static List<String> texts(Path path, int count) throws IOException {
    try (Dataset dataset = Dataset.open(path)) {
      Texts all = dataset.texts().orElseThrow();
      CounterRandom random = new CounterRandom(1);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        texts.add(all.text((long) (random.uniform(i) * all.count())));
      }
      return texts;
    }
  }

  private static void measure(List<Encoder> encoders, List<String> texts, int block)
      throws IOException {
    Map<EncoderPrecision, double[]> seconds = new EnumMap<>(EncoderPrecision.class);
    encoders.forEach(e -> seconds.put(e.fingerprint().precision(), new double[2]));
    for (Encoder encoder : encoders) {
      encoder.encode(texts.subList(0, Math.min(block, texts.size()))); // warm
    }
    List<double[]> ratios = new ArrayList<>();
    List<Double> cosines = new ArrayList<>();
    for (int start = 0; start < texts.size(); start += block) {
      List<String> some = texts.subList(start, Math.min(texts.size(), start + block));
      List<Timed> timed = new ArrayList<>();
      for (Encoder encoder : encoders) {
        timed.add(timed(encoder, some));
        double[] sum = seconds.get(encoder.fingerprint().precision());
        sum[0] += timed.getLast().processor;
        sum[1] += timed.getLast().clock;
      }
      Timed exact = timed.getFirst();
      Timed narrow = timed.getLast();
      ratios.add(new double[] {exact.processor / narrow.processor, exact.clock / narrow.clock});
      for (int i = 0; i < some.size(); i++) {
        cosines.add(Rows.cosine(exact.vectors[i], narrow.vectors[i]));
      }
    }
    seconds.forEach(
        (precision, sum) ->
            System.out.printf(
                Locale.ROOT,
                "%s: %.1f chunks per processor second, %.1f per second of the clock%n",
                precision.label(),
                texts.size() / sum[0],
                texts.size() / sum[1]));
    System.out.printf(
        Locale.ROOT,
        "ratio, median of %d blocks: %.2f by processor time, %.2f by the clock%n",
        ratios.size(),
        median(ratios, 0),
        median(ratios, 1));
    System.out.printf(
        Locale.ROOT,
        "cosine of %d chunks: mean %.6f, lowest %.6f%n",
        cosines.size(),
        cosines.stream().mapToDouble(c -> c).average().orElseThrow(),
        cosines.stream().mapToDouble(c -> c).min().orElseThrow());
  }

  private static Timed timed(Encoder encoder, List<String> texts) throws IOException {
    long clock = System.nanoTime();
    long processor = processorNanos();
    float[][] vectors = encoder.encode(texts);
    return new Timed(
        vectors, (System.nanoTime() - clock) / 1e9, (processorNanos() - processor) / 1e9);
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double median(List<double[]> values, int which) {
    double[] sorted = values.stream().mapToDouble(v -> v[which]).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
