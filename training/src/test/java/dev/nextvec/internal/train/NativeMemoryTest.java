package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two thousand training steps need no more memory than the steps before them. Measured in a process
 * of its own whose heap is touched whole at the start, so that all growth is native; and with a
 * young generation so large that the collector cannot hide a leak by finalising what leaked.
 */
@Tag("slow")
final class NativeMemoryTest {
  private static final List<String> FIXED_HEAP =
      List.of("-XX:+UseSerialGC", "-Xms400m", "-Xmx400m", "-Xmn320m", "-XX:+AlwaysPreTouch");

  @ParameterizedTest
  @ValueSource(strings = {"amn", "lstm", "gru", "transformer"})
  void twoThousandStepsNeedNoMoreMemory(String architecture) throws Exception {
    Process process =
        new ProcessBuilder(TrainingProcess.command(ManySteps.class, FIXED_HEAP, architecture))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    String[] grown = said.lines().toList().getLast().split(" ");
    assertThat(Long.parseLong(grown[0])).as("native objects left over").isNotPositive();
    assertThat(Long.parseLong(grown[1]) >> 20).as("MiB grown").isLessThanOrEqualTo(6);
  }
}
