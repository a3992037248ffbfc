package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
  private static final int THREADS = 6;
  private static final int LINES = 3000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }

  /** Two threads share each bar; each also logs, prints, notes and opens bars of its own. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void threadsThatLogAndDrawAtOnceNeverWaitForEachOtherAndTearNoLine(boolean terminal)
      throws Exception {
    Console console = new Console(out, err, terminal, 80, false);
    CountDownLatch done = new CountDownLatch(THREADS);
    ProgressBar shared = console.progress("train", LINES, "");
    shared.note(() -> "note");
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int number = t;
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    work(console, shared, number);
                    done.countDown();
                  }));
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).as(() -> dump()).isTrue();
    shared.close();
    assertThat(err(terminal)).hasSize(THREADS * LINES).allMatch(ConsoleTest::isWhole);
    assertThat(text(out).lines()).hasSize(THREADS * LINES / 10).allMatch(ConsoleTest::isWhole);
  }

  private static void work(Console console, ProgressBar shared, int thread) {
    for (int i = 0; i < LINES; i++) {
      shared.update(i);
      shared.total(LINES + i);
      console.log("begin " + thread + " " + i + " end");
      if (i % 10 == 0) {
        try (ProgressBar own = console.progress("own " + thread, 10, "steps")) {
          own.note(() -> "note " + thread);
          own.update(5);
          console.print("begin " + thread + " end");
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private static boolean isWhole(String line) {
    return line.matches("begin \\d+( \\d+)? end");
  }

  /** The lines logged, without what was drawn and erased between them. */
  private List<String> err(boolean terminal) {
    List<String> lines =
        Arrays.stream(text(err).split("\n"))
            .map(line -> line.replaceAll(".*\r|\u001b\\[K", ""))
            .filter(line -> !line.isEmpty())
            .toList();
    return terminal ? lines : text(err).lines().toList();
  }

  static String dump() {
    return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
        .map(ThreadInfo::toString)
        .collect(Collectors.joining());
  }

  @Test
  void resultsThatDoNotArriveAreAnError() {
    Console console = new Console(broken("No space left on device"), err, false, 80, false);
    assertThatThrownBy(() -> console.print("result")).isInstanceOf(IOException.class);
  }

  @Test
  void remarksThatDoNotArriveLeaveTheWorkAlone() throws Exception {
    Console console = new Console(out, broken("No space left on device"), true, 80, false);
    try (ProgressBar bar = console.progress("train", 10, "")) {
      bar.update(1);
      console.log("remark");
      console.print("result");
    }
    assertThat(text(out)).isEqualTo("result\n");
  }

  private static OutputStream broken(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void controlCharactersInNamesAreShownNotObeyed() throws Exception {
    Console console = new Console(out, err, false, 80, false);
    console.log("run `a\nb\u001b[2J\u202ec`");
    console.print("run\u001b[31m \u009b2J\r\nnext");
    assertThat(text(err)).isEqualTo("run `a\\nb\\u001b[2J\\u202ec`\n");
    assertThat(text(out)).isEqualTo("run\\u001b[31m \\u009b2J\\r\nnext\n");
  }

  @Test
  void coloursReachATerminalAndNothingElseDoes() throws Exception {
    Console console = new Console(out, err, true, 80, true);
    console.print("\u001b[1mbold\u001b[0m \u001b[2J");
    String bold = System.getenv("NO_COLOR") == null ? "\u001b[1mbold\u001b[0m" : "";
    assertThat(text(out)).startsWith(bold).endsWith(" \\u001b[2J\n");
  }
}
