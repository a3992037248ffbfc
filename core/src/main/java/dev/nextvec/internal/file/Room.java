package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether something could be made at a place: asked before any long work. */
public final class Room {
  private Room() {}

  /**
   * Makes sure that the folder that would hold it, or the nearest one that is there, is a folder
   * and may be written.
   *
   * @param shown what is to be made, as the user named it
   * @param place where; what is there already must itself be writable
   * @throws IOException naming both
   */
  public static void require(Path shown, Path place) throws IOException {
    Path whole = place.toAbsolutePath().normalize();
    Path at = whole;
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    if (at == null) {
      return;
    }
    if (!at.equals(whole) && !Files.isDirectory(at)) {
      throw new IOException(
          "writing %s would fail: %s is no directory: choose another place".formatted(shown, at));
    }
    if (!Files.isWritable(at)) {
      throw new IOException(
          "writing %s would fail: %s cannot be written: choose another place".formatted(shown, at));
    }
  }
}
