package dev.nextvec.internal.run;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last states of a training, kept on another file system: {@code checkpoint-N.json} names the
 * files of a run directory with their hashes, {@code files/HASH} are those files. A checkpoint is
 * there when its {@code checkpoint-N.json} is, which is written last, under another name, and
 * renamed. Where a file system renames by copying, a part of it may be seen: it is sealed, so that
 * a part is no checkpoint. The last two are kept, so that there is one whatever happens.
 *
 * @param place the folder
 */
public record Checkpoints(Path place) {
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{9})\\.json");
  private static final String FILES = "files";
  private static final String WRITER = "writer";
  private static final int MOST_ATTEMPTS = 100; // each means that others were saved meanwhile

  /**
   * Those at an address.
   *
   * @throws IOException if its file system cannot be reached
   */
  public static Checkpoints at(String address) throws IOException {
    return new Checkpoints(Addresses.path(address));
  }

  Path files() {
    return place.resolve(FILES);
  }

  Path file(String sha256) {
    return files().resolve(sha256);
  }

  /** Names who writes just now; absent when nobody does, or left by one that was killed. */
  Path writer() {
    return place.resolve(WRITER);
  }

  Path manifest(int number) {
    return place.resolve("checkpoint-%09d.json".formatted(number));
  }

  /** Names and lengths of the files that checkpoints consist of, or will. */
  Map<String, Long> sizes() throws IOException {
    Map<String, Long> sizes = new HashMap<>();
    for (Path file : list(files())) {
      try {
        sizes.put(file.getFileName().toString(), Files.size(file));
      } catch (NoSuchFileException gone) { // since it was listed: no checkpoint needs it any more
        continue;
      }
    }
    return sizes;
  }

  static List<Path> list(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      found.forEach(all::add);
    } catch (NoSuchFileException none) {
      return List.of();
    }
    return all;
  }

  /** The numbers of all, newest first; some may be damaged. */
  List<Integer> numbers() throws IOException {
    return list(place).stream()
        .map(file -> NAME.matcher(file.getFileName().toString()))
        .filter(Matcher::matches)
        .map(name -> Integer.parseInt(name.group(1)))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** The number of the newest, 0 if there is none: it grows with each that is written. */
  public int newest() throws IOException {
    return numbers().stream().findFirst().orElse(0);
  }

  /** Whether somebody writes, or was killed while it did. */
  public boolean isBeingWritten() {
    return Files.exists(writer());
  }

  /**
   * Reads the list of one, and sees whether all its files are there.
   *
   * @throws DamagedCheckpoint if it is not whole
   */
  CheckpointManifest whole(int number) throws IOException {
    CheckpointManifest found = list(number);
    Map<String, Long> sizes = sizes();
    for (CheckpointManifest.Piece piece : found.files().values()) {
      if (!Long.valueOf(piece.bytes()).equals(sizes.get(piece.sha256()))) {
        throw new DamagedCheckpoint(
            "%s is not whole: %s is missing or cut off"
                .formatted(manifest(number), file(piece.sha256())),
            null);
      }
    }
    return found;
  }

  private CheckpointManifest list(int number) throws IOException {
    Path manifest = manifest(number);
    return CheckpointManifest.read(bytes(manifest), manifest.toString());
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readAllBytes();
    } catch (NoSuchFileException missing) {
      throw new DamagedCheckpoint(file + " is missing", missing);
    }
  }

  /**
   * What the newest that is whole says of the run; empty before there is any.
   *
   * @param told of those that are not, in a sentence
   * @throws IOException as {@link #restore} does
   */
  public Optional<RunInfo> info(Consumer<String> told) throws IOException {
    return found(number -> info(whole(number)), told);
  }

  RunInfo info(CheckpointManifest manifest) throws IOException {
    CheckpointManifest.Piece piece = manifest.files().get("run.json");
    if (piece == null) {
      throw new DamagedCheckpoint("a checkpoint at %s has no run.json".formatted(place), null);
    }
    Path file = file(piece.sha256());
    byte[] json = bytes(file);
    if (!new Sha256().add(json, 0, json.length).hex().equals(piece.sha256())) {
      throw damaged(file);
    }
    return RunJson.read(JsonValue.parse(json, file.toString()));
  }

  static DamagedCheckpoint damaged(Path file) {
    return new DamagedCheckpoint(file + " is damaged: its hash is another", null);
  }

  /**
   * Makes a run directory what the newest is that is whole.
   *
   * @param told of those that are not, in a sentence
   * @return whether there is one
   * @throws IOException if none of several is whole, or one cannot be read or written for a reason
   *     that is not its own
   */
  public boolean restore(RunDirectory run, Consumer<String> told) throws IOException {
    return found(number -> new CheckpointReading(this, whole(number)).into(run), told).isPresent();
  }

  /** Something that is read of one. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(int number) throws IOException;
  }

  /** Read again where others took the place of all that were listed meanwhile. */
  private <T> Optional<T> found(Reading<T> reading, Consumer<String> told) throws IOException {
    for (int attempt = 1; ; attempt++) {
      List<Integer> numbers = numbers();
      List<DamagedCheckpoint> damaged = new ArrayList<>();
      for (int number : numbers) {
        try {
          T read = reading.of(number);
          damaged.forEach(
              each -> told.accept(each.getMessage() + "; one saved before it is whole"));
          return Optional.of(read);
        } catch (DamagedCheckpoint failure) {
          damaged.add(failure);
        }
      }
      if (numbers.isEmpty()) {
        return Optional.empty();
      }
      if (isFirstUnfinished(numbers)) {
        told.accept(manifest(1) + " was never finished, and there is no other checkpoint");
        return Optional.empty();
      }
      if (attempt == MOST_ATTEMPTS || newest() == numbers.getFirst()) {
        throw unreadable(damaged.getFirst());
      }
    }
  }

  private IOException unreadable(IOException newest) {
    return new IOException(
        "no checkpoint at %s can be read: %s; restore them, name another place with %s, or train anew with %s"
            .formatted(place, newest.getMessage(), Setting.CHECKPOINTS, Setting.OVERWRITE),
        newest);
  }

  /**
   * Whether there is only the list of the very first, and not all of it: none was ever there. All
   * of a list that does not fit its seal is damage.
   */
  private boolean isFirstUnfinished(List<Integer> numbers) throws IOException {
    if (!numbers.equals(List.of(1))) {
      return false;
    }
    try {
      JsonValue.parse(bytes(manifest(1)), manifest(1).toString());
      return false;
    } catch (MalformedJson unfinished) {
      return true;
    } catch (DamagedCheckpoint gone) { // others may have taken its place
      return false;
    }
  }

  /**
   * Removes all that a training kept, the newest last: whoever is stopped meanwhile leaves one that
   * is whole, or none.
   */
  public void remove() throws IOException {
    Files.deleteIfExists(writer());
    List<Integer> numbers = numbers();
    for (int i = numbers.size() - 1; i >= 0; i--) {
      Files.deleteIfExists(manifest(numbers.get(i)));
    }
    for (Path file : list(files())) {
      Files.deleteIfExists(file);
    }
    for (Path fold : list(place.resolve(CrossFitRuns.FOLDER))) {
      new Checkpoints(fold).remove();
    }
  }
}
