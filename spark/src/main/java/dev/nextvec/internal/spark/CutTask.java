package dev.nextvec.internal.spark;

import dev.nextvec.text.SharedWork;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Cuts a piece of the corpus into chunks.
 *
 * @param folder where the work is shared
 */
record CutTask(String folder) implements NumberedTask {
  @Override
  public void work(int piece) throws IOException {
    SharedWork.open(Path.of(folder)).cut(piece);
  }
}
