package dev.nextvec.internal.torch;

import dev.nextvec.internal.file.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * Lets one process of a user unpack native libraries at a time. What loads first unpacks them into
 * a folder that all share; the binding locks each file as it unpacks it, but not those that the
 * system loads along with it, and a process that loads one of these while another writes it dies.
 * Once all is unpacked nobody writes any more, and processes load beside each other: one that is
 * slow, on a busy machine or stopped, keeps none waiting.
 *
 * @param folder that all share
 * @param program what says which libraries are unpacked: another program has others
 */
record FirstLoading(Path folder, String program) {
  private static final String LOCK = "nextvec.lock";
  private static final String UNPACKED = "nextvec.unpacked-";

  private static final Object ONE = new Object(); // a lock of files is one of processes

  /** Loads while no other process unpacks. */
  static <T> T alone(Supplier<T> loading) {
    try {
      File cache = Loader.getCacheDir();
      return new FirstLoading(cache.toPath(), classPath()).load(loading);
    } catch (IOException e) {
      return loading.get(); // a folder that takes no lock: its files are there, or will fail to be
    }
  }

  /** The class path with what would change if a file of it did. */
  private static String classPath() {
    StringBuilder all = new StringBuilder();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      File file = new File(entry);
      all.append(entry).append(' ').append(file.length()).append(' ');
      all.append(file.lastModified()).append('\n');
    }
    return all.toString();
  }

  /**
   * Loads; alone, unless this program loaded before and all that it unpacked is still there.
   *
   * @throws IOException if the folder takes no lock
   */
  <T> T load(Supplier<T> loading) throws IOException {
    synchronized (ONE) {
      try (FileChannel channel = open()) {
        if (isUnpacked()) {
          channel.lock(0, Long.MAX_VALUE, true); // ends with the channel
          return loading.get();
        }
        channel.lock();
        T loaded = loading.get();
        note();
        return loaded;
      }
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        folder.resolve(LOCK),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  private boolean isUnpacked() throws IOException {
    Path note = notice();
    try {
      return Files.isRegularFile(note) && Files.readString(note).equals(content());
    } catch (UncheckedIOException e) {
      return false; // a file went while they were counted: another program unpacks
    }
  }

  private void note() {
    try {
      Files.writeString(notice(), content());
    } catch (IOException | UncheckedIOException e) {
      // The next one loads alone, too.
    }
  }

  private Path notice() {
    String key = new Sha256().add(program).hex().substring(0, 16);
    return folder.resolve(UNPACKED + key);
  }

  /** How many files are unpacked, and how long they are together. */
  private String content() throws IOException {
    long files = 0;
    long bytes = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.filter(path -> !folder.equals(path.getParent())).toList()) {
        if (Files.isRegularFile(each)) {
          files++;
          bytes += Files.readAttributes(each, BasicFileAttributes.class).size();
        }
      }
    }
    return "%d files, %d bytes".formatted(files, bytes);
  }
}
