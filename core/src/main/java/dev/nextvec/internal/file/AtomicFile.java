package dev.nextvec.internal.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file whole or not at all: to a temporary name beside it, synchronised to disk, then
 * renamed. What a killed process left of the same file is removed. A reader sees the old content or
 * the new, never a part, whenever the process dies. What is no file, such as {@code /dev/stdout} or
 * a pipe, is written to as it is.
 */
public final class AtomicFile {
  /** In the name of a file that a killed process left half-written; it may be deleted. */
  public static final String TEMPORARY = ".tmp-";

  private AtomicFile() {}

  /** Writes the bytes of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces {@code file} by what {@code content} writes.
   *
   * @throws IOException if anything fails, naming the file, which is then what it was before
   */
  public static void write(Path file, Content content) throws IOException {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        writeInto(file, content);
      } else {
        replace(Files.exists(file) ? file.toRealPath() : file, content);
      }
    } catch (IOException e) {
      throw FileErrors.explainWriting("writing " + StagedDirectory.meant(file), file, e);
    }
  }

  /**
   * As {@link #write}, and makes the folders that are missing; where it fails, those are gone
   * again.
   *
   * @throws IOException if anything fails, naming the file or the folder
   */
  public static void writeWithFolders(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().normalize().resolveSibling("");
    NewFolders folders;
    try {
      folders = NewFolders.make(folder);
    } catch (IOException e) {
      throw FileErrors.explainWriting("making folder " + folder, folder, e);
    }
    try {
      write(file, content);
    } finally {
      folders.removeEmpty();
    }
  }

  private static void writeInto(Path file, Content content) throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE), 1 << 16)) {
      content.writeTo(out);
    }
  }

  private static void replace(Path file, Content content) throws IOException {
    String prefix = file.getFileName() + TEMPORARY;
    Path temporary = file.resolveSibling(prefix + ProcessHandle.current().pid());
    Remains.removeFiles(file.resolveSibling(""), prefix);
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        lock(channel);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Tells others, on other machines too, that this file is being written; gone with the channel.
   */
  @SuppressWarnings("resource")
  private static void lock(FileChannel channel) {
    try {
      channel.tryLock();
    } catch (IOException | OverlappingFileLockException e) {
      // a file system without locks: there the number of the process has to do
    }
  }

  /** Replaces {@code file} by {@code text} in UTF-8. */
  public static void writeString(Path file, String text) throws IOException {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
