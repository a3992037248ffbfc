package dev.nextvec.data;

import dev.nextvec.internal.file.UseLock;
import java.nio.file.Path;

/**
 * A dataset that lies elsewhere, as it lies here. Nobody removes it until it is closed.
 *
 * @param there its address
 * @param key which one: hash of its {@code dataset.json}
 * @param folder here
 */
record DatasetCopy(Path there, String key, Path folder, UseLock.Use use) implements AutoCloseable {
  @Override
  public void close() {
    use.close();
  }
}
