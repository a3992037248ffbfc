package dev.nextvec.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstLoadingTest {
  @TempDir Path folder;

  /** Tries, in a process of its own, whether another may load at this moment. */
  static final class Neighbour {
    private Neighbour() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel =
          FileChannel.open(
              Path.of(arguments[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        System.exit(channel.tryLock(0, Long.MAX_VALUE, true) == null ? 3 : 0);
      }
    }
  }

  private boolean anotherMayLoad() {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Neighbour.class.getName(),
                  folder.resolve("nextvec.lock").toString())
              .inheritIO()
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void unpack(String name) {
    try {
      Files.createDirectories(folder.resolve("jar"));
      Files.writeString(folder.resolve("jar").resolve(name), "machine code");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean load(String program) throws IOException {
    return new FirstLoading(folder, program)
        .load(
            () -> {
              unpack("libone.so");
              return anotherMayLoad();
            });
  }

  @Test
  void whoUnpacksIsAloneAndAfterwardsAllLoadBesideEachOther() throws IOException {
    assertThat(load("a program")).isFalse();
    assertThat(load("a program")).isTrue();
    assertThat(load("another version")).isFalse();
  }

  @Test
  void whoeverMayUnpackAgainIsAlone() throws IOException {
    load("a program");
    unpack("libtwo.so");
    assertThat(load("a program")).isFalse();
    Files.delete(folder.resolve("jar/libtwo.so"));
    assertThat(load("a program")).isFalse();
    assertThat(load("a program")).isTrue();
  }
}
