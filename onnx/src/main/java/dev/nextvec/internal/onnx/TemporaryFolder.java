package dev.nextvec.internal.onnx;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder for files that nobody needs when it is closed; only this user may read it.
 *
 * @param path where it is
 */
record TemporaryFolder(Path path) implements AutoCloseable {

  /** A new one, where the system keeps such. */
  static TemporaryFolder of(String name) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(name));
  }

  /** A new one beside what will be moved out of it. */
  static TemporaryFolder in(Path parent, String name) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(parent, name));
  }

  /** Removes it; a file that the system still holds goes when the program ends. */
  @Override
  public void close() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        remove(file);
      }
    }
    remove(path);
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException held) {
      file.toFile().deleteOnExit();
    }
  }
}
