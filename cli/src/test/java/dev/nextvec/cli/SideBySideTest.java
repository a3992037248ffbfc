package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SideBySideTest {
  @TempDir Path folder;

  /** Epochs of a few milliseconds: lines and bar meet thousands of times. */
  @Test
  void networksThatTrainSideBySideAllEnd() throws Exception {
    Path data = TinyData.dataset(folder.resolve("data"), 12, 8, 1);
    String[] command = {
      "train",
      data.toString(),
      "--model-type=all",
      "--jobs=4",
      "--epochs=300",
      "--hidden=8",
      "--heads=2",
      "--feed-forward=8",
      "--threads=1",
      "--device=cpu",
      "--no-test",
      "--out=" + folder.resolve("runs")
    };
    CompletableFuture<Invoked> ended = new CompletableFuture<>();
    Thread.ofPlatform().daemon().start(() -> ended.complete(Invoked.nextvec(command)));
    ended.copy().completeOnTimeout(new Invoked(-1, "", ""), 120, TimeUnit.SECONDS).join();
    assertThat(ended.isDone()).as(() -> ConsoleTest.dump()).isTrue();
    Invoked run = ended.join();
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err().lines().filter(line -> line.contains("  epoch "))).hasSize(4 * 300);
  }
}
