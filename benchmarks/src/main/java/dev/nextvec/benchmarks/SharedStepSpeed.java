package dev.nextvec.benchmarks;

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
import org.bytedeco.pytorch.Tensor;

/**
 * Times training steps that one process computes alone and that two share by Gloo on loopback, in
 * turns, and how much of a shared step is waiting and telling. Two JSON lines per model and batch:
 * the medians, and what nine tenths of the steps exceed, where the machine has other work.
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
      List<Double> alone = new ArrayList<>();
      List<Double> shared = new ArrayList<>();
      List<Double> telling = new ArrayList<>();
      try (Learner one = new Learner(engine, architecture, CONFIG);
          Learner both = new Learner(engine, architecture, CONFIG, timed)) {
        for (int turn = -1; turn < turns; turn++) { // the first warms up
          for (int i = 0; exchange.rank() == 0 && i < steps; i++) {
            long began = System.nanoTime();
            one.step(whole, i, RATE);
            add(alone, began, turn);
          }
          exchange.sum(new double[1]);
          for (int i = 0; i < steps; i++) {
            timed.spent = 0;
            long began = System.nanoTime();
            both.step(half, share, i, RATE);
            add(shared, began, turn);
            if (turn >= 0) {
              telling.add(timed.spent / 1e6);
            }
          }
        }
      }
      return exchange.rank() > 0
          ? ""
          : line(name, 0.5, alone, shared, telling)
              + "\n"
              + line(name, 0.1, alone, shared, telling);
    }

    private static void add(List<Double> millis, long began, int turn) {
      if (turn >= 0) {
        millis.add((System.nanoTime() - began) / 1e6);
      }
    }

    private static double quantile(List<Double> values, double share) {
      return values.stream().sorted().toList().get((int) (share * values.size()));
    }

    private String line(
        String name, double share, List<Double> alone, List<Double> shared, List<Double> telling) {
      double one = quantile(alone, share);
      double both = quantile(shared, share);
      double told = quantile(telling, share);
      return ("{\"model\": \"%s\", \"parameters\": %d, \"batch\": %d, \"quantile\": %.1f,"
              + " \"alone_ms\": %.2f, \"shared_ms\": %.2f, \"telling_ms\": %.2f,"
              + " \"telling_share\": %.3f, \"speed_up\": %.2f}")
          .formatted(
              name,
              architecture.parameterCount(),
              size,
              share,
              one,
              both,
              told,
              told / both,
              one / both);
    }
  }

  /** Counts the time until sums are there: waiting for the other process, and telling. */
  private static final class TimedExchange implements GradientExchange {
    private final GradientExchange exchange;
    private long spent;

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
      long began = System.nanoTime();
      exchange.sum(figures);
      spent += System.nanoTime() - began;
    }

    @Override
    public void sum(Tensor gradients) {
      long began = System.nanoTime();
      exchange.sum(gradients);
      spent += System.nanoTime() - began;
    }
  }
}
