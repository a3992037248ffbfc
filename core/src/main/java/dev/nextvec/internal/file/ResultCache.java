package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps results in the folder they belong to, or, where that takes no files, in the user's cache
 * under a hash of what they are results of. Losing one costs time, never a result: what cannot be
 * kept anywhere is told and computed again next time.
 *
 * @param elsewhere the folder in the user's cache
 * @param told in one line, where results are kept that could not be kept in their folder
 */
public record ResultCache(Path elsewhere, Consumer<String> told) {

  /** Reads from a folder that may not be there; empty if it holds no such result. */
  @FunctionalInterface
  public interface ResultReader<T> {
    Optional<T> from(Path folder) throws IOException;
  }

  /** Writes into a folder that is there. */
  @FunctionalInterface
  public interface Writer {
    void into(Path folder) throws IOException;
  }

  /** So many results stay in the cache; those that were written longest ago go first. */
  public static final int MOST_KEPT = 2_000;

  /** With the user's own cache. */
  public static ResultCache ofUser(Consumer<String> told) {
    return new ResultCache(UserCache.directory().resolve("results"), told);
  }

  /**
   * A result from its folder or, if it is not there, from the cache.
   *
   * @param key what the result depends on, measured
   */
  public <T> Optional<T> read(Path folder, String key, ResultReader<T> reader) throws IOException {
    return readAll(folder, key, reader).stream().findFirst();
  }

  /** The result in the folder and the one in the cache, as far as they are there. */
  public <T> List<T> readAll(Path folder, String key, ResultReader<T> reader) throws IOException {
    List<T> found = new ArrayList<>();
    reader.from(folder).ifPresent(found::add);
    reader.from(place(key)).ifPresent(found::add);
    return found;
  }

  /** Keeps a result in its folder or, if that is not possible, in the cache. */
  public void write(Path folder, String key, Writer writer) {
    Optional<String> problem = problem(folder, writer);
    if (problem.isEmpty()) {
      return;
    }
    Path place = place(key);
    Optional<String> again = problem(place, writer);
    new CacheSpace(elsewhere, MOST_KEPT).shrink();
    told.accept(
        again.isEmpty()
            ? "note: results are kept in %s, because %s".formatted(elsewhere, problem.get())
            : "note: results are not kept: %s, and %s".formatted(problem.get(), again.get()));
  }

  private Path place(String key) {
    return elsewhere.resolve(new Sha256().add(key).hex().substring(0, 32));
  }

  private static Optional<String> problem(Path folder, Writer writer) {
    try {
      if (isMarkedReadOnly(folder.toAbsolutePath().normalize())) {
        return Optional.of(folder + " is read-only");
      }
      Files.createDirectories(folder);
      writer.into(folder);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(FileErrors.reason(e));
    }
  }

  /**
   * Whether the folder, or the one it would be made in, was marked as not to be written:
   * administrators can write there all the same, but that is not what the mark is for.
   */
  private static boolean isMarkedReadOnly(Path folder) {
    for (Path at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        try {
          return !Files.getPosixFilePermissions(at).contains(PosixFilePermission.OWNER_WRITE);
        } catch (IOException | UnsupportedOperationException e) {
          return false; // without such marks writing will tell
        }
      }
    }
    return false;
  }
}
