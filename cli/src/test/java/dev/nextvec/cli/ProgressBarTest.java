package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong();

  private Console console(boolean terminal) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Console(stream, stream, terminal, 80, false);
  }

  private ProgressBar bar(long total) {
    return new ProgressBar(console(true), "encode", total, "chunks", clock::get);
  }

  private void tick(double seconds) {
    clock.addAndGet((long) (seconds * 1e9));
  }

  @Test
  void showsShareRateAndTimeLeft() {
    ProgressBar bar = bar(1000);
    bar.update(0);
    for (int i = 1; i <= 20; i++) {
      tick(0.5);
      bar.update(10L * i);
    }
    assertThat(bar.line(100))
        .startsWith("encode  [======>")
        .endsWith("]   20%  200/1,000 chunks  20.0/s  40 s left".substring(1));
  }

  @Test
  void doesNotCountWhatAnEarlierRunHadDone() {
    ProgressBar bar = bar(1000);
    bar.update(900);
    tick(5);
    bar.update(950);
    assertThat(bar.line(100)).contains("10.0/s", "5 s left");
  }

  /** The first batch of a test pays for Java's compiler: its rate says nothing of the next. */
  @Test
  void doesNotTellTheTimeLeftBeforeItMeansSomething() {
    ProgressBar bar = bar(10_000);
    tick(30); // opened long before it counts
    bar.update(0);
    for (int done : List.of(1, 2, 300, 600)) {
      tick(1.2);
      bar.update(done);
      assertThat(bar.line(100)).contains("/s").doesNotContain("left");
      assertThat(bar.plain()).doesNotContain("left");
    }
    tick(1.2);
    bar.update(900);
    assertThat(bar.line(100)).endsWith(" left");
  }

  @Test
  void countsWithoutAShareWhenTheTotalIsUnknown() {
    ProgressBar bar = bar(0);
    bar.update(1234);
    assertThat(bar.line(100)).isEqualTo("encode  1,234 chunks");
  }

  @Test
  void showsPercentAloneWhereUnitsMeanNothing() {
    ProgressBar bar = new ProgressBar(console(true), "train", 1000, "", clock::get);
    bar.update(0);
    tick(5);
    bar.update(250);
    assertThat(bar.line(100)).endsWith("]   25%  15 s left");
  }

  @Test
  void takesABetterEstimateOfTheTotal() {
    ProgressBar bar = bar(1000);
    bar.update(500);
    bar.total(2000);
    assertThat(bar.line(100)).contains(" 25%  500/2,000 chunks");
  }

  @Test
  void neverExceedsTheWidth() {
    ProgressBar bar = bar(1000);
    bar.update(500);
    for (int width = 0; width < 60; width++) {
      assertThat(bar.line(width)).hasSizeLessThanOrEqualTo(width);
    }
  }

  @Test
  void drawsAtMostTenTimesASecond() {
    Console console = console(true);
    ProgressBar bar = console.progress("train", 1_000_000, "windows");
    for (int i = 0; i < 1000; i++) {
      bar.update(i);
    }
    assertThat(err.toString(StandardCharsets.UTF_8).split("\r", -1)).hasSizeLessThan(10);
  }

  @Test
  void isAPlainLineNowAndThenWhereStandardErrorIsAFile() {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    Console console = new Console(stream, stream, false, 80, false, Duration.ZERO);
    try (ProgressBar bar = console.progress("train", 10, "windows")) {
      bar.update(5);
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("train  50%  5/10 windows\n");
  }

  @Test
  void takesItsTurnOnceInTheTimeBetween() {
    ProgressBar bar = bar(1000);
    List<Integer> turns = new ArrayList<>();
    for (int second = 0; second <= 150; second++) {
      bar.update(second);
      if (bar.takeTurn(Duration.ofMinutes(1))) {
        turns.add(second);
      }
      tick(1);
    }
    assertThat(turns).containsExactly(60, 120);
  }

  @Test
  void isInvisibleInAFileWhileAWorkIsShort() {
    Console console = console(false);
    try (ProgressBar bar = console.progress("train", 10, "windows")) {
      bar.update(5);
    }
    assertThat(err.size()).isZero();
  }

  /** What a cluster is told in jumps. */
  @Test
  void isAPlainLineWithTheRateSinceTheBeginning() {
    ProgressBar bar = bar(1_000_000);
    bar.update(100_000);
    for (int i = 1; i <= 100; i++) {
      tick(0.3);
      bar.update(100_000 + i / 34 * 1000L);
    }
    assertThat(bar.plain())
        .isEqualTo("encode  10%  102,000/1,000,000 chunks  66.7/s  3:44:30 left");
  }

  @Test
  void stepsAsideForALoggedLineAndVanishesAtTheEnd() {
    Console console = console(true);
    try (ProgressBar bar = console.progress("train", 10, "windows")) {
      bar.update(5);
      console.log("epoch 1");
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("\r\u001b[Kepoch 1\n\rtrain")
        .endsWith("\r\u001b[K");
  }

  @Test
  void isShownAgainWhenOneThatWasOpenedLaterIsClosed() {
    Console console = console(true);
    try (ProgressBar outer = console.progress("test", 10, "windows")) {
      outer.update(5);
      try (ProgressBar inner = console.progress("rank", 3, "stretches")) {
        inner.update(1);
        outer.update(6);
        console.log("first");
      }
      console.log("second");
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("first\n\rrank", "second\n\rtest")
        .endsWith("\r\u001b[K");
  }

  @Test
  void writesTimesAsPeopleDo() {
    assertThat(ProgressBar.duration(41.6)).isEqualTo("42 s");
    assertThat(ProgressBar.duration(187)).isEqualTo("3:07");
    assertThat(ProgressBar.duration(7500)).isEqualTo("2:05:00");
  }
}
