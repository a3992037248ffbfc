package dev.nextvec.data;

import dev.nextvec.internal.file.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The hash of vector files as it was found, and what these files looked like then.
 *
 * @param sha256 hash of the elements of all files in order, headers left out
 * @param stamps of the files, in order
 */
record MeasuredVectors(String sha256, List<FileStamp> stamps) {
  MeasuredVectors {
    stamps = List.copyOf(stamps);
  }

  /**
   * Makes sure that the files are still those that were hashed.
   *
   * @throws IOException naming the file that is not
   */
  void requireUnchanged() throws IOException {
    for (FileStamp stamp : stamps) {
      if (!FileStamp.of(Path.of(stamp.file())).equals(stamp)) {
        throw new IOException(
            stamp.file()
                + " was changed while it was in use: what was computed from it is not kept; run the"
                + " command again");
      }
    }
  }
}
