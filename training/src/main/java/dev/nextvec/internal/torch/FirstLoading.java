package dev.nextvec.internal.torch;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;

/**
 * Lets one process of a user load native libraries at a time. What loads first unpacks them into a
 * folder that all share; the binding locks each file as it unpacks it, but not those that the
 * system loads along with it, and a process that loads one of these while another writes it dies.
 */
final class FirstLoading {
  private static final String LOCK = "nextvec.lock";

  private FirstLoading() {}

  /** Loads while no other process does. */
  static synchronized <T> T alone(Supplier<T> loading) {
    try (FileChannel channel = open()) {
      channel.lock(); // ends with the channel
      return loading.get();
    } catch (IOException e) {
      return loading.get(); // a folder that takes no lock: its files are there, or will fail to be
    }
  }

  private static FileChannel open() throws IOException {
    File folder = Loader.getCacheDir();
    return FileChannel.open(
        Path.of(folder.getPath(), LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
