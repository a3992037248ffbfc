package dev.nextvec.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;

/**
 * Remembers the hash of a vector file that has no manifest, for as long as its size and time of
 * change stay what they were: beside the file, or in the user's cache directory where that cannot
 * be written.
 */
final class VectorHashCache {
  private final Path file;
  private final String size;
  private final String modified;
  private final List<Path> places;

  VectorHashCache(Path file, Path userCache) throws IOException {
    this.file = file.toRealPath();
    this.size = Long.toString(Files.size(this.file));
    this.modified = Files.getLastModifiedTime(this.file).toString();
    this.places =
        List.of(
            this.file.resolveSibling("." + this.file.getFileName() + ".hash.json"),
            userCache.resolve("hash-" + new Sha256().add(this.file.toString()).hex() + ".json"));
  }

  /** The hash, from the cache or computed and remembered. */
  String sha256(MappedVectors vectors) throws IOException {
    for (Path place : places) {
      Optional<String> known = load(place);
      if (known.isPresent()) {
        return known.get();
      }
    }
    String hash = vectors.sha256(Progress.none());
    for (Path place : places) {
      if (store(place, hash)) {
        break;
      }
    }
    return hash;
  }

  private Optional<String> load(Path place) {
    try {
      JsonNode json = Json.object(place);
      boolean current =
          json.path("file").asText().equals(file.toString())
              && json.path("size").asText().equals(size)
              && json.path("modified").asText().equals(modified);
      return current ? Optional.of(json.path("sha256").asText()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // Absent or damaged: it is only a cache.
    }
  }

  private boolean store(Path place, String hash) {
    Path directory = place.resolveSibling("");
    if (isMarkedReadOnly(directory)) {
      return false;
    }
    String json =
        Json.MAPPER
            .createObjectNode()
            .put("file", file.toString())
            .put("size", size)
            .put("modified", modified)
            .put("sha256", hash)
            .toString();
    try {
      Files.createDirectories(directory);
      AtomicFile.writeString(place, json);
      return true;
    } catch (IOException e) {
      return false; // Not writable: the hash is computed again next time.
    }
  }

  /** An administrator may write anywhere, but a directory marked read-only was meant to stay so. */
  private static boolean isMarkedReadOnly(Path directory) {
    try {
      return !Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OWNER_WRITE);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // Not there yet, or a file system without such marks: writing will tell.
    }
  }
}
