package dev.nextvec.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class StoreKilledTest {
  private static final int AT_ONCE = 7;

  @TempDir Path folder = Path.of("");

  /** Adds seven entries to the store at its first argument, says so at its second, and again. */
  static final class Adding {
    private Adding() {}

    public static void main(String[] arguments) throws IOException {
      try (EntryStore store = EntryStore.open(Path.of(arguments[0]), "any")) {
        for (int from = store.size(); ; from += AT_ONCE) {
          store.add(EntryStoreTest.entries(from, from + AT_ONCE));
          Path said = Path.of(arguments[1] + "-new");
          Files.writeString(said, Integer.toString(from + AT_ONCE));
          Files.move(
              said,
              Path.of(arguments[1]),
              StandardCopyOption.REPLACE_EXISTING,
              StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
  }

  @Test
  void whoeverIsKilledKeepsAllThatWasAddedAndNoHalfOfAChange() throws Exception {
    Path kept = folder.resolve("kept");
    Path sign = folder.resolve("sign");
    for (int delay : new int[] {0, 30, 70, 150, 290, 430}) {
      Files.deleteIfExists(sign);
      Process process =
          new ProcessBuilder(
                  List.of(
                      ProcessHandle.current().info().command().orElseThrow(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      Adding.class.getName(),
                      kept.toString(),
                      sign.toString()))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      while (process.isAlive() && !(delay == 0 ? Files.exists(kept) : Files.exists(sign))) {
        Thread.sleep(1);
      }
      Thread.sleep(delay);
      assertThat(process.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      int said = Files.exists(sign) ? Integer.parseInt(Files.readString(sign)) : 0;
      try (EntryStore store = EntryStore.open(kept, "any")) {
        assertThat(store.size() % AT_ONCE).isZero();
        assertThat(store.size()).isBetween(said, said + AT_ONCE);
        if (said > 0) {
          float[] last = EntryStoreTest.entry(said - 1).vector();
          assertThat(store.search(last, 1, Optional.empty()).getFirst().entry().id())
              .isEqualTo("e" + (said - 1));
        }
      }
    }
  }
}
