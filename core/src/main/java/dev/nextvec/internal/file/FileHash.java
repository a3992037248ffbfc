package dev.nextvec.internal.file;

import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;

/** The hash of a file's content. */
public final class FileHash {
  private FileHash() {}

  /**
   * SHA-256 of all bytes, in hexadecimal.
   *
   * @throws IOException if the file cannot be read
   */
  public static String of(Path file) throws IOException {
    return new Sha256().addFile(file, 0, Progress.none()).hex();
  }
}
