package dev.nextvec.internal.spark;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.text.SharedWork;
import java.io.IOException;

/**
 * Copies vectors of repeated texts into a file.
 *
 * @param folder path or address of where the work is shared
 */
record FillTask(String folder) implements NumberedTask {
  @Override
  public void work(int shard) throws IOException {
    SharedWork.open(Addresses.path(folder)).fill(shard);
  }
}
