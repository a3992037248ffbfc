package dev.nextvec.internal.spark;

import dev.nextvec.text.SharedWork;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Copies vectors of repeated texts into a file.
 *
 * @param folder where the work is shared
 */
record FillTask(String folder) implements NumberedTask {
  @Override
  public void work(int shard) throws IOException {
    SharedWork.open(Path.of(folder)).fill(shard);
  }
}
