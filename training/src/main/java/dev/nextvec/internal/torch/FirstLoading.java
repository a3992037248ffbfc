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
import java.security.CodeSource;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

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
      return new FirstLoading(cache.toPath(), here()).load(loading);
    } catch (IOException e) {
      return loading.get(); // a folder that takes no lock: its files are there, or will fail to be
    }
  }

  /**
   * The class path, and where libtorch's binding comes from, which another class loader may know
   * alone, with what would change if a file of them did.
   */
  private static String here() {
    StringBuilder all = new StringBuilder();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      describe(entry, all);
    }
    CodeSource source = torch.class.getProtectionDomain().getCodeSource();
    if (source != null && source.getLocation() != null) {
      describe(source.getLocation().getPath(), all);
    }
    return all.toString();
  }

  private static void describe(String entry, StringBuilder all) {
    File file = new File(entry);
    all.append(entry).append(' ').append(file.length()).append(' ');
    all.append(file.lastModified()).append('\n');
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

  private boolean isUnpacked() {
    Path note = notice();
    try {
      return Files.isRegularFile(note) && Files.readString(note).equals(content());
    } catch (IOException | UncheckedIOException e) {
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

  /** How many files are unpacked, how long they are together, and when they were written. */
  private String content() throws IOException {
    long files = 0;
    long bytes = 0;
    long times = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.filter(path -> !folder.equals(path.getParent())).toList()) {
        if (Files.isRegularFile(each)) {
          files++;
          BasicFileAttributes attributes = Files.readAttributes(each, BasicFileAttributes.class);
          bytes += attributes.size();
          times += attributes.lastModifiedTime().toMillis();
        }
      }
    }
    return "%d files, %d bytes, %d".formatted(files, bytes, times);
  }
}
