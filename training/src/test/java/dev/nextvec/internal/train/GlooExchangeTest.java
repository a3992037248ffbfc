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
import java.util.Arrays;
import java.util.List;
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
          float[] weights = learning.learn(each, MSE, steps, new Sharing(exchange, 1)).weights();
          System.out.println(each.name() + " " + Arrays.hashCode(weights));
        }
      }
    }
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
        float[] weights = learning.learn(each, MSE, STEPS, new Sharing(exchange, 1)).weights();
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
      learning.learn(first, MSE, 1, new Sharing(exchange, 1));
      second.destroyForcibly().waitFor();
      assertThatThrownBy(() -> learning.learn(first, MSE, 2, new Sharing(exchange, 1)))
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
      assertThatThrownBy(() -> learning.learn(first, MSE, 1, new Sharing(exchange, 1)))
          .isInstanceOf(WorkersParted.class)
          .hasMessageStartingWith("the second ended, or does not answer: ")
          .hasMessageContaining("Timed out")
          .message()
          .doesNotContain("[/");
    } finally {
      second.destroyForcibly();
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
