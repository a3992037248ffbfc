package dev.nextvec.internal.spark;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.text.SharedWork;
import java.io.IOException;

/**
 * Cuts a piece of the corpus into chunks.
 *
 * @param folder path or address of where the work is shared
 */
record CutTask(String folder) implements NumberedTask {
  @Override
  public void work(int piece) throws IOException {
    SharedWork.open(Addresses.path(folder)).cut(piece);
  }
}
