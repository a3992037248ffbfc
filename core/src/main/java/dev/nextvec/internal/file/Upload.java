package dev.nextvec.internal.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Copies a file to a file system that takes files only from their beginning to their end.
 *
 * @param here the file
 */
public record Upload(Path here) {

  /**
   * Copies it under another name, and gives the copy its name when it is whole. Others may do so
   * with equal bytes: who comes later changes nothing, so that nobody who reads misses the file.
   *
   * @param part the other name, beside {@code there}
   */
  public void to(Path there, Path part) throws IOException {
    long bytes = Files.size(here);
    try {
      try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
        Files.copy(here, out);
      }
      if (!isThere(part, bytes)) {
        throw new IOException("%s is not all of %d bytes long".formatted(part, bytes));
      }
      if (!isThere(there, bytes)) {
        rename(part, there, bytes);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void rename(Path part, Path there, long bytes) throws IOException {
    try {
      Files.move(part, there, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException lost) {
      if (!isThere(there, bytes)) { // another was faster
        throw lost;
      }
    }
  }

  private static boolean isThere(Path file, long bytes) throws IOException {
    try {
      return Files.size(file) == bytes;
    } catch (NoSuchFileException none) {
      return false;
    }
  }
}
