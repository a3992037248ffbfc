package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes learn what one learns. */
@Tag("slow")
@Timeout(300)
class GlooExchangeTest {
  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String READY = "ready";
  private static final int STEPS = 6;
  private static final TrainingConfig MSE = SharedLearning.config(new Loss.MeanSquaredError());

  /** The second worker: {@code PORT STEPS}; says what it learnt, by its hash. */
  static final class Second {
    private Second() {}

    public static void main(String[] args) {
      SharedLearning learning = new SharedLearning(Libtorch.start(Device.CPU, 1));
      int port = Integer.parseInt(args[0]);
      int steps = Integer.parseInt(args[1]);
      System.out.println(READY);
      try (GlooExchange exchange =
          GlooExchange.join(HOST, port, "the second", HOST, 1, 2, PATIENCE)) {
        for (Architecture each : SharedLearning.architectures().toList()) {
          float[] weights = learning.learn(each, MSE, steps, inBuckets(exchange)).weights();
          System.out.println(each.name() + " " + Arrays.hashCode(weights));
        }
      }
    }
  }

  /** Networks of tests are so small that they would be told at once. */
  private record InBuckets(GlooExchange exchange) implements GradientExchange {
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
      return 100;
    }

    @Override
    public void sum(double[] figures) {
      exchange.sum(figures);
    }

    @Override
    public Sum begin(Tensor values) {
      return exchange.begin(values);
    }
  }

  private static Sharing inBuckets(GlooExchange exchange) {
    return new Sharing(new InBuckets(exchange), 1);
  }

  private static Process second(int port, int steps) throws IOException {
    return new ProcessBuilder(
            TrainingProcess.command(Second.class, List.of("-Xmx128m"), "" + port, "" + steps))
        .redirectErrorStream(true)
        .start();
  }

  @Test
  void twoProcessesHaveOneModelAndItIsThatOfOneButForRounding() throws Exception {
    SharedLearning learning = new SharedLearning(Libtorch.start(Device.CPU, 1));
    GlooExchange.Meeting meeting = GlooExchange.open(HOST, PATIENCE);
    Process second = second(meeting.port(), STEPS);
    StringBuilder hashes = new StringBuilder();
    try (GlooExchange exchange = GlooExchange.first(meeting, "the first", HOST, 2, PATIENCE)) {
      for (Architecture each : SharedLearning.architectures().toList()) {
        float[] weights = learning.learn(each, MSE, STEPS, inBuckets(exchange)).weights();
        float[] alone = learning.learn(each, MSE, STEPS, Sharing.none()).weights();
        assertThat(SharedLearning.distance(alone, weights)).isPositive().isLessThan(1e-3);
        hashes.append(each.name()).append(' ').append(Arrays.hashCode(weights)).append('\n');
      }
      String told =
          new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.matches("[a-z-]+ -?\\d+"))
              .reduce("", (all, line) -> all + line + "\n");
      assertThat(told).isEqualTo(hashes.toString());
    } finally {
      second.destroyForcibly();
    }
  }

  @Test
  void aWorkerThatIsGoneEndsTheOthersInOneLine() throws Exception {
    SharedLearning learning = new SharedLearning(Libtorch.start(Device.CPU, 1));
    GlooExchange.Meeting meeting = GlooExchange.open(HOST, PATIENCE);
    Process second = second(meeting.port(), 1);
    try (GlooExchange exchange = GlooExchange.first(meeting, "the first", HOST, 2, PATIENCE)) {
      Architecture first = SharedLearning.architectures().findFirst().orElseThrow();
      learning.learn(first, MSE, 1, inBuckets(exchange));
      second.destroyForcibly().waitFor();
      assertThatThrownBy(() -> learning.learn(first, MSE, 2, inBuckets(exchange)))
          .isInstanceOf(WorkersParted.class)
          .hasMessageStartingWith("the second ended, or does not answer: ");
    } finally {
      second.destroyForcibly();
    }
  }

  /** It lives, and its connections with it, but it does nothing any more. */
  @Test
  void aWorkerThatHangsIsNamedWhenPatienceIsOver() throws Exception {
    SharedLearning learning = new SharedLearning(Libtorch.start(Device.CPU, 1));
    GlooExchange.Meeting meeting = GlooExchange.open(HOST, PATIENCE);
    Process second = second(meeting.port(), 1);
    Duration patience = Duration.ofSeconds(5);
    awaitReady(second);
    try (GlooExchange exchange = GlooExchange.first(meeting, "the first", HOST, 2, patience)) {
      signal("-STOP", second);
      Architecture first = SharedLearning.architectures().findFirst().orElseThrow();
      assertThatThrownBy(() -> learning.learn(first, MSE, 1, inBuckets(exchange)))
          .isInstanceOf(WorkersParted.class)
          .hasMessageStartingWith("the second ended, or does not answer: ")
          .hasMessageContaining("Timed out")
          .message()
          .doesNotContain("[/");
    } finally {
      second.destroyForcibly();
    }
  }

  /** By what happens when, not by a clock: the second begins only when the first is past it. */
  @Test
  void sumsAreMadeWhileWhoBeganThemGoesOn() throws Exception {
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    GlooExchange.Meeting meeting = GlooExchange.open(HOST, PATIENCE);
    CountDownLatch wentOn = new CountDownLatch(1);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<float[]> second =
          thread.submit(
              () -> {
                try (GlooExchange exchange =
                    GlooExchange.join(HOST, meeting.port(), "second", HOST, 1, 2, PATIENCE)) {
                  assertThat(wentOn.await(20, TimeUnit.SECONDS)).isTrue();
                  return sums(engine, exchange, () -> {}, 1, 10);
                }
              });
      try (GlooExchange exchange = GlooExchange.first(meeting, "first", HOST, 2, PATIENCE)) {
        assertThat(sums(engine, exchange, wentOn::countDown, 2, 20)).containsExactly(3, 30);
        assertThat(second.get()).containsExactly(3, 30);
      }
    }
  }

  /** Begins as many sums as there are numbers, and only then waits for them. */
  private static float[] sums(
      Libtorch engine, GlooExchange exchange, Runnable begun, float... numbers) {
    try (PointerScope scope = engine.scope()) {
      List<Tensor> values = new ArrayList<>();
      List<GradientExchange.Sum> sums = new ArrayList<>();
      for (float number : numbers) {
        Tensor value = engine.empty(1);
        engine.upload(new float[] {number}, 1, value);
        values.add(value);
        sums.add(exchange.begin(value));
      }
      begun.run();
      sums.forEach(GradientExchange.Sum::await);
      float[] got = new float[numbers.length];
      for (int i = 0; i < got.length; i++) {
        float[] one = new float[1];
        engine.download(values.get(i), one, 1);
        got[i] = one[0];
      }
      return got;
    }
  }

  private static void awaitReady(Process process) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    while (line != null && !line.equals(READY)) {
      line = lines.readLine();
    }
    assertThat(line).isEqualTo(READY);
  }

  private static void signal(String name, Process process) throws Exception {
    assertThat(new ProcessBuilder("kill", name, "" + process.pid()).start().waitFor()).isZero();
  }
}
