package dev.nextvec.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.train.Batch;
import dev.nextvec.internal.train.GlooExchange;
import dev.nextvec.internal.train.GradientExchange;
import dev.nextvec.internal.train.Learner;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * Times training steps that one process computes alone and that two share by Gloo on loopback, in
 * turns, and how much of a shared step is waiting and telling. Two JSON lines per model and batch:
 * medians by the clock, and means of processor time, which depends less on what else the machine
 * does.
 *
 * <p>Arguments: models (comma-separated), steps of a turn, turns, batch sizes (comma-separated),
 * context length. Each process has one thread. It starts the second process itself.
 */
public final class SharedStepSpeed {
  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private SharedStepSpeed() {}

  public static void main(String[] arguments) throws Exception {
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    if (arguments.length == 6) {
      int port = Integer.parseInt(arguments[5]);
      try (GlooExchange exchange =
          GlooExchange.join(HOST, port, "the second", HOST, 1, 2, PATIENCE)) {
        measure(engine, arguments, exchange);
      }
      return;
    }
    GlooExchange.Meeting meeting = GlooExchange.open(HOST, PATIENCE);
    Process second = second(arguments, meeting.port());
    try (GlooExchange exchange = GlooExchange.first(meeting, "the first", HOST, 2, PATIENCE)) {
      measure(engine, arguments, exchange);
    } finally {
      second.destroyForcibly();
    }
  }

  private static Process second(String[] arguments, int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SharedStepSpeed.class.getName());
    command.addAll(Arrays.asList(arguments));
    command.add(Integer.toString(port));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void measure(Libtorch engine, String[] arguments, GradientExchange exchange) {
    int steps = Integer.parseInt(arguments[1]);
    int turns = Integer.parseInt(arguments[2]);
    int context = Integer.parseInt(arguments[4]);
    for (String name : arguments[0].split(",", -1)) {
      for (String size : arguments[3].split(",", -1)) {
        Architecture architecture = Subjects.architecture(name, context);
        Turns all = new Turns(engine, architecture, Integer.parseInt(size), exchange);
        System.out.println(all.measure(name, steps, turns));
      }
    }
  }

  /** Steps alone and shared, in turns; the second process waits while the first is alone. */
  private record Turns(
      Libtorch engine, Architecture architecture, int size, GradientExchange exchange) {
    private static final TrainingConfig CONFIG = TrainingConfig.defaults();
    private static final double RATE = 1e-6;

    String measure(String name, int steps, int turns) {
      BatchShare share = BatchShare.of(size, exchange.rank(), exchange.workers());
      Batch whole = Subjects.batch(engine, architecture.contextLength(), size);
      Batch half = Subjects.batch(engine, architecture.contextLength(), share.size());
      TimedExchange timed = new TimedExchange(exchange);
      List<Cost> alone = new ArrayList<>();
      List<Cost> shared = new ArrayList<>();
      List<Cost> telling = new ArrayList<>();
      try (Learner one = new Learner(engine, architecture, CONFIG);
          Learner both = new Learner(engine, architecture, CONFIG, timed)) {
        for (int turn = -1; turn < turns; turn++) { // the first warms up
          for (int i = 0; exchange.rank() == 0 && i < steps; i++) {
            int number = i;
            alone.add(cost(() -> one.step(whole, number, RATE)));
          }
          exchange.sum(new double[1]);
          for (int i = 0; i < steps; i++) {
            int number = i;
            timed.spent = Cost.NONE;
            shared.add(cost(() -> both.step(half, share, number, RATE)));
            telling.add(timed.spent);
          }
        }
      }
      return exchange.rank() > 0
          ? ""
          : lines(name, warm(alone, steps), warm(shared, steps), warm(telling, steps));
    }

    private String lines(String name, List<Cost> alone, List<Cost> shared, List<Cost> telling) {
      return line(name, "wall", Turns::median, alone, shared, telling)
          + "\n"
          + line(name, "processor", Turns::mean, alone, shared, telling);
    }

    private static Cost cost(Runnable step) {
      Cost began = Cost.now();
      step.run();
      return Cost.now().minus(began);
    }

    private static List<Cost> warm(List<Cost> costs, int steps) {
      return costs.subList(steps, costs.size());
    }

    private static double median(List<Cost> costs) {
      return costs.stream().map(Cost::wall).sorted().toList().get(costs.size() / 2);
    }

    /** A mean, as processor time is counted in steps of ten milliseconds. */
    private static double mean(List<Cost> costs) {
      return costs.stream().mapToDouble(Cost::processor).average().orElse(Double.NaN);
    }

    private String line(
        String name,
        String clock,
        ToDoubleFunction<List<Cost>> by,
        List<Cost> alone,
        List<Cost> shared,
        List<Cost> telling) {
      double one = by.applyAsDouble(alone);
      double both = by.applyAsDouble(shared);
      double told = by.applyAsDouble(telling);
      return ("{\"model\": \"%s\", \"parameters\": %d, \"batch\": %d, \"clock\": \"%s\","
              + " \"alone_ms\": %.2f, \"shared_ms\": %.2f, \"telling_ms\": %.2f,"
              + " \"telling_share\": %.3f, \"speed_up\": %.2f}")
          .formatted(
              name,
              architecture.parameterCount(),
              size,
              clock,
              one,
              both,
              told,
              told / both,
              one / both);
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

    Cost plus(Cost other) {
      return new Cost(wall + other.wall, processor + other.processor);
    }
  }

  /** Counts the time until sums are there: waiting for the other process, and telling. */
  private static final class TimedExchange implements GradientExchange {
    private final GradientExchange exchange;
    private Cost spent = Cost.NONE;

    TimedExchange(GradientExchange exchange) {
      this.exchange = exchange;
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
    public void sum(double[] figures) {
      Cost began = Cost.now();
      exchange.sum(figures);
      spent = spent.plus(Cost.now().minus(began));
    }

    @Override
    public void sum(Tensor gradients) {
      Cost began = Cost.now();
      exchange.sum(gradients);
      spent = spent.plus(Cost.now().minus(began));
    }
  }
}
