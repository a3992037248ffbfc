package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Folders that were made for a file, and are not to stay, empty, where it could not be written. */
public final class NewFolders {
  private final List<Path> made;

  private NewFolders(List<Path> made) {
    this.made = made;
  }

  /**
   * Makes a folder, and those it is in, where they are missing.
   *
   * @throws IOException if one cannot be made; then none stays
   */
  public static NewFolders make(Path folder) throws IOException {
    List<Path> missing = new ArrayList<>();
    Path at = folder.toAbsolutePath().normalize();
    while (at != null && !Files.exists(at)) {
      missing.add(at);
      at = at.getParent();
    }
    NewFolders folders = new NewFolders(missing);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      folders.removeEmpty();
      throw e;
    }
    return folders;
  }

  /** Takes away those of them that hold nothing. */
  public void removeEmpty() {
    try {
      for (Path folder : made) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // holds a file, and with it those it is in: they stay
    }
  }
}
