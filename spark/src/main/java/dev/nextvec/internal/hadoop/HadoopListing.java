package dev.nextvec.internal.hadoop;

import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** What lies in a folder. */
record HadoopListing(List<Path> found) implements DirectoryStream<Path> {
  @Override
  public Iterator<Path> iterator() {
    return found.iterator();
  }

  @Override
  public void close() {}
}
