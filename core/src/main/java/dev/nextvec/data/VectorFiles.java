package dev.nextvec.data;

import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where vectors lie, as another process is told that is to open them too: under the same paths, or
 * as its own copy of what lies at an address.
 *
 * @param files in order: paths, or names in the copy
 * @param address of the dataset that is copied; empty for paths
 * @param key what it was when it was copied; empty for paths
 */
public record VectorFiles(List<String> files, String address, String key) implements Serializable {

  /** Those of open vectors. */
  public static VectorFiles of(MappedVectors vectors) {
    return vectors
        .copy()
        .map(
            copy ->
                new VectorFiles(
                    vectors.files().stream().map(file -> file.getFileName().toString()).toList(),
                    copy.there().toString(),
                    copy.key()))
        .orElseGet(
            () ->
                new VectorFiles(
                    vectors.files().stream().map(file -> file.toAbsolutePath().toString()).toList(),
                    "",
                    ""));
  }

  /** The first of them, for messages. */
  public String first() {
    return address.isEmpty() ? files.getFirst() : address + "/" + files.getFirst();
  }

  /**
   * Opens them here.
   *
   * @param monitor told what is copied
   * @throws IOException if they are not here and cannot be copied, or are others than those that
   *     were told
   */
  public MappedVectors open(Monitor monitor) throws IOException {
    if (address.isEmpty()) {
      return MappedVectors.open(files.stream().map(Path::of).toList());
    }
    DatasetCopy copy = DatasetCache.told(address, key, monitor);
    try {
      return MappedVectors.open(
          files.stream().map(copy.folder()::resolve).toList(), Optional.of(copy));
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }
}
