package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.retrieval.Context.Place;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class KilledTest {
  @TempDir Path folder;

  /** Replaces the index at its second argument by one of the dataset at its first, and again. */
  static final class Replacing {
    private Replacing() {}

    public static void main(String[] arguments) throws IOException {
      for (int i = 0; i < 1000; i++) {
        Corpora.index(Path.of(arguments[0]), Path.of(arguments[1]), SearchType.HNSW);
        Files.writeString(Path.of(arguments[2]), Integer.toString(i));
      }
    }
  }

  @Test
  void whoeverIsKilledLeavesTheOldIndexOrTheNewOne() throws Exception {
    Path data = Corpora.drifting(folder.resolve("data"), 40, 20, 1);
    Path index = folder.resolve("index");
    Path sign = folder.resolve("sign");
    Corpora.index(Corpora.drifting(folder.resolve("old"), 10, 10, 2), index, SearchType.EXACT);
    for (int delay : new int[] {0, 20, 90, 170, 260, 410, 700}) {
      Files.deleteIfExists(sign);
      Process process =
          new ProcessBuilder(
                  List.of(
                      ProcessHandle.current().info().command().orElseThrow(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      Replacing.class.getName(),
                      data.toString(),
                      index.toString(),
                      sign.toString()))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      while (delay > 0 && process.isAlive() && !Files.exists(sign)) {
        Thread.sleep(10);
      }
      Thread.sleep(delay);
      assertThat(process.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      recover(index);
      try (Retriever retriever = Retriever.open(index)) {
        assertThat(retriever.chunks("d1")).isIn(10L, 20L);
        assertThat(retriever.search(retriever.at(new Place("d1", 5)), Search.of(5))).hasSize(5);
      }
    }
    Corpora.index(data, index, SearchType.EXACT);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("data", "old", "index", "sign", "log");
    }
  }

  /** Killed between two renames, the old index has another name until the next one is made. */
  private void recover(Path index) throws IOException {
    if (!Files.exists(index)) {
      try (Stream<Path> files = Files.list(folder)) {
        Path old = files.filter(f -> f.toString().endsWith("-old")).findFirst().orElseThrow();
        assertThat(IndexManifest.isIn(old)).isTrue();
        Files.move(old, index);
      }
    }
  }
}
