package dev.nextvec.benchmarks;

import dev.nextvec.data.Dataset;
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
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

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
  @SuppressWarnings("ArrayRecordComponent")
  private record Timed(float[][] vectors, double clock, double processor) {}

  public static void main(String[] arguments) throws IOException {
    int threads = Integer.parseInt(arguments[2]);
    int block = arguments.length > 3 ? Integer.parseInt(arguments[3]) : BLOCK;
    List<String> texts = texts(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    load("before");
    try (Encoder exact = DefaultEncoder.open(threads);
        Encoder narrow = DefaultEncoder.open(threads, PrecisionChoice.BFLOAT16, line -> {})) {
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
    for (Encoder encoder : encoders) {
      encoder.encode(texts.subList(0, Math.min(block, texts.size()))); // warm
    }
    List<List<Timed>> blocks = new ArrayList<>();
    for (int start = 0; start < texts.size(); start += block) {
      List<Timed> timed = new ArrayList<>();
      for (Encoder encoder : encoders) {
        timed.add(timed(encoder, texts.subList(start, Math.min(texts.size(), start + block))));
      }
      blocks.add(timed);
    }
    for (int e = 0; e < encoders.size(); e++) {
      int which = e;
      System.out.printf(
          Locale.ROOT,
          "%s: %.1f chunks per processor second, %.1f per second of the clock%n",
          encoders.get(e).fingerprint().precision().label(),
          texts.size() / blocks.stream().mapToDouble(b -> b.get(which).processor).sum(),
          texts.size() / blocks.stream().mapToDouble(b -> b.get(which).clock).sum());
    }
    System.out.printf(
        Locale.ROOT,
        "ratio, median of %d blocks: %.2f by processor time, %.2f by the clock%n",
        blocks.size(),
        median(blocks, timed -> timed.processor),
        median(blocks, timed -> timed.clock));
    printCosines(blocks);
  }

  private static void printCosines(List<List<Timed>> blocks) {
    DoubleSummaryStatistics cosines = new DoubleSummaryStatistics();
    for (List<Timed> block : blocks) {
      float[][] exact = block.getFirst().vectors;
      for (int i = 0; i < exact.length; i++) {
        cosines.accept(Rows.cosine(exact[i], block.getLast().vectors[i]));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "cosine of %d chunks: mean %.6f, lowest %.6f%n",
        cosines.getCount(),
        cosines.getAverage(),
        cosines.getMin());
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

  /** Of the first precision's time divided by the last's. */
  private static double median(List<List<Timed>> blocks, ToDoubleFunction<Timed> time) {
    double[] sorted =
        blocks.stream()
            .mapToDouble(b -> time.applyAsDouble(b.getFirst()) / time.applyAsDouble(b.getLast()))
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }
}
