package dev.nextvec.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.train.Batch;
import dev.nextvec.internal.train.GradientExchange;
import dev.nextvec.internal.train.Learner;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Times training steps that one process computes alone and that two share by Gloo, in turns, how
 * much of a shared step is waiting for sums, and local steps with their share of the mean that two
 * take. Two JSON lines per model, batch and bucket: medians by the clock, and means of processor
 * time, which depends less on what else the machine does. {@code telling_ms} is what a step waits
 * until it has the sums: not what is told while it computes. {@code queued_ms} of a shared step is
 * what the first process waited for a processor.
 *
 * <p>Arguments: models (comma-separated), steps of a turn, turns, batch sizes (comma-separated),
 * context length, numbers of local steps (comma-separated, or none), thousands of numbers of a
 * bucket (comma-separated; 0: all gradients are told at once, when the backward pass is over). Each
 * process has one thread. It starts the second process itself.
 */
public final class SharedStepSpeed {
  private SharedStepSpeed() {}

  public static void main(String[] arguments) throws Exception {
    Pair.run(SharedStepSpeed.class, arguments, 7, SharedStepSpeed::measure);
  }

  private static void measure(List<String> arguments, GradientExchange exchange) {
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    int steps = Integer.parseInt(arguments.get(1));
    int turns = Integer.parseInt(arguments.get(2));
    int context = Integer.parseInt(arguments.get(4));
    List<Integer> local = numbers(arguments.get(5));
    List<Integer> buckets = numbers(arguments.get(6));
    for (String name : arguments.get(0).split(",", -1)) {
      for (int size : numbers(arguments.get(3))) {
        Architecture architecture = Subjects.architecture(name, context);
        Turns all = new Turns(engine, architecture, size, local, buckets, exchange);
        System.out.println(all.measure(name, steps, turns));
      }
    }
  }

  private static List<Integer> numbers(String words) {
    return words.equals("none")
        ? List.of()
        : Stream.of(words.split(",", -1)).map(Integer::valueOf).toList();
  }

  /** Steps alone and shared, in turns; the second process waits while the first is alone. */
  private record Turns(
      Libtorch engine,
      Architecture architecture,
      int size,
      List<Integer> local,
      List<Integer> buckets,
      GradientExchange exchange) {
    private static final TrainingConfig CONFIG = TrainingConfig.defaults();
    private static final double RATE = 1e-6;

    String measure(String name, int steps, int turns) {
      BatchShare share = BatchShare.of(size, exchange.rank(), exchange.workers());
      Batch whole = Subjects.batch(engine, architecture.contextLength(), size);
      Batch half = Subjects.batch(engine, architecture.contextLength(), share.size());
      Costs costs = new Costs();
      List<Way> ways = buckets.stream().map(this::way).toList();
      try (Learner one = new Learner(engine, architecture, CONFIG)) {
        for (int turn = -1; turn < turns; turn++) { // the first warms up
          if (turn == 0) {
            costs.clear();
            ways.forEach(Way::clear);
          }
          for (int i = 0; exchange.rank() == 0 && i < steps; i++) {
            int number = i;
            costs.alone.add(cost(() -> one.step(whole, number, RATE)));
          }
          exchange.sum(new double[1]);
          ways.forEach(way -> shared(way, half, share, steps));
          for (int each : local) {
            apart(ways.getFirst().learner, half, share, each, steps, costs);
          }
        }
      } finally {
        ways.forEach(Way::close);
      }
      return exchange.rank() > 0 ? "" : lines(name, costs, ways);
    }

    private Way way(int thousands) {
      int bucket = thousands == 0 ? Integer.MAX_VALUE : 1000 * thousands;
      TimedExchange timed = new TimedExchange(exchange, bucket);
      return new Way(thousands, timed, new Learner(engine, architecture, CONFIG, timed));
    }

    private static void shared(Way way, Batch half, BatchShare share, int steps) {
      double queued = Queue.millis();
      for (int i = 0; i < steps; i++) {
        int number = i;
        way.exchange.spent = Cost.NONE;
        way.steps.add(cost(() -> way.learner.step(half, share, number, RATE)));
        way.telling.add(way.exchange.spent);
      }
      way.queued.add((Queue.millis() - queued) / steps);
    }

    /** As many steps or a few more, in rounds. */
    private void apart(
        Learner both, Batch half, BatchShare share, int each, int steps, Costs costs) {
      for (int done = 0; done < steps; done += each) {
        Cost round =
            cost(
                () -> {
                  for (int i = 0; i < each; i++) {
                    both.stepAlone(half, share, i, RATE);
                  }
                  exchange.sum(new double[4]);
                  both.takeMean(each);
                });
        costs.apart.computeIfAbsent(each, any -> new ArrayList<>()).add(round.over(each));
      }
    }

    private String lines(String name, Costs costs, List<Way> ways) {
      return ways.stream()
          .flatMap(
              way ->
                  Stream.of(
                      line(name, "wall", Turns::median, costs, way),
                      line(name, "processor", Turns::mean, costs, way)))
          .collect(Collectors.joining("\n"));
    }

    private static Cost cost(Runnable step) {
      Cost began = Cost.now();
      step.run();
      return Cost.now().minus(began);
    }

    private static double median(List<Cost> costs) {
      return costs.stream().map(Cost::wall).sorted().toList().get(costs.size() / 2);
    }

    /** A mean, as processor time is counted in steps of ten milliseconds. */
    private static double mean(List<Cost> costs) {
      return costs.stream().mapToDouble(Cost::processor).average().orElse(Double.NaN);
    }

    private String line(
        String name, String clock, ToDoubleFunction<List<Cost>> by, Costs costs, Way way) {
      double one = by.applyAsDouble(costs.alone);
      double both = by.applyAsDouble(way.steps);
      double told = by.applyAsDouble(way.telling);
      String apart =
          costs.apart.entrySet().stream()
              .map(
                  each ->
                      "\"%d\": %.2f".formatted(each.getKey(), by.applyAsDouble(each.getValue())))
              .collect(Collectors.joining(", ", "{", "}"));
      return ("{\"model\": \"%s\", \"parameters\": %d, \"batch\": %d, \"bucket\": %d, \"clock\":"
              + " \"%s\", \"alone_ms\": %.2f, \"shared_ms\": %.2f, \"telling_ms\": %.2f,"
              + " \"telling_share\": %.3f, \"speed_up\": %.2f, \"queued_ms\": %.2f,"
              + " \"local_ms\": %s}")
          .formatted(
              name,
              architecture.parameterCount(),
              size,
              way.thousands,
              clock,
              one,
              both,
              told,
              told / both,
              one / both,
              way.queued.stream()
                  .mapToDouble(each -> each)
                  .filter(each -> !Double.isNaN(each))
                  .average()
                  .orElse(Double.NaN),
              apart);
    }
  }

  /** What was measured of a model and a batch, but of shared steps; of the first process. */
  private static final class Costs {
    final List<Cost> alone = new ArrayList<>();
    final SortedMap<Integer, List<Cost>> apart = new TreeMap<>();

    void clear() {
      alone.clear();
      apart.clear();
    }
  }

  /** Shared steps that tell by buckets of one size, and what was measured of them. */
  private static final class Way {
    final int thousands; // of numbers, in a bucket
    final TimedExchange exchange;
    final Learner learner;
    final List<Cost> steps = new ArrayList<>();
    final List<Cost> telling = new ArrayList<>();
    final List<Double> queued = new ArrayList<>();

    Way(int thousands, TimedExchange exchange, Learner learner) {
      this.thousands = thousands;
      this.exchange = exchange;
      this.learner = learner;
    }

    void clear() {
      steps.clear();
      telling.clear();
      queued.clear();
    }

    void close() {
      learner.close();
    }
  }

  /**
   * How long threads of this process were ready to run while others had the processors: what is
   * neither work nor waiting for the other process, and tells that something else ran.
   */
  private static final class Queue {
    private static final String FILE = "schedstat";

    private Queue() {}

    /** In milliseconds, of all threads that live; NaN where the system does not say. */
    static double millis() {
      if (!Files.exists(Path.of("/proc/self", FILE))) {
        return Double.NaN;
      }
      try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
        return threads.mapToDouble(Queue::ofThread).sum();
      } catch (IOException | UncheckedIOException e) {
        return Double.NaN;
      }
    }

    private static double ofThread(Path thread) {
      try {
        return Long.parseLong(Files.readString(thread.resolve(FILE)).split(" ", -1)[1]) / 1e6;
      } catch (IOException e) {
        return 0; // it has ended, before its file was opened or while it was read
      }
    }
  }

  /**
   * What something took, in milliseconds.
   *
   * @param wall by the clock
   * @param processor of all threads of this process; it hardly depends on what else runs
   */
  private record Cost(double wall, double processor) {
    private static final Cost NONE = new Cost(0, 0);
    private static final OperatingSystemMXBean PROCESS =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    static Cost now() {
      return new Cost(System.nanoTime() / 1e6, PROCESS.getProcessCpuTime() / 1e6);
    }

    Cost minus(Cost other) {
      return new Cost(wall - other.wall, processor - other.processor);
    }

    Cost over(int steps) {
      return new Cost(wall / steps, processor / steps);
    }

    Cost plus(Cost other) {
      return new Cost(wall + other.wall, processor + other.processor);
    }
  }

  /**
   * Counts the time until sums are there, as far as the caller waits: for the other process, and
   * for what is not told yet.
   */
  private static final class TimedExchange implements GradientExchange {
    private final GradientExchange exchange;
    private final int bucket;
    private Cost spent = Cost.NONE;

    TimedExchange(GradientExchange exchange, int bucket) {
      this.exchange = exchange;
      this.bucket = bucket;
    }

    @Override
    public int rank() {
      return exchange.rank();
    }

    @Override
    public int workers() {
      return exchange.workers();
    }

    @Override
    public int bucket() {
      return bucket;
    }

    @Override
    public void sum(double[] figures) {
      timed(() -> exchange.sum(figures));
    }

    @Override
    public Sum begin(Tensor gradients) {
      Cost began = Cost.now();
      Sum sum = exchange.begin(gradients);
      spent = spent.plus(Cost.now().minus(began));
      return () -> timed(sum::await);
    }

    private void timed(Runnable wait) {
      Cost began = Cost.now();
      wait.run();
      spent = spent.plus(Cost.now().minus(began));
    }
  }
}
