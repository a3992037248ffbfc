package dev.nextvec.internal.run;

import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The split a run was trained with, in {@code split.json}. Another one would test on what was
 * learned from, and nothing would show it: whatever is read is checked against {@code run.json}.
 *
 * @param run whose it is
 */
record RunSplit(RunDirectory run) {
  static final String FILE = "split.json";

  private Path file() {
    return run.path().resolve(FILE);
  }

  boolean exists() {
    return Files.exists(file());
  }

  void write(Split split) throws IOException {
    AtomicFile.writeString(file(), split.toJson() + "\n");
  }

  /** Copies that of another run. */
  void copy(RunSplit from) throws IOException {
    from.read();
    Files.copy(from.file(), file());
  }

  /**
   * The split, checked against the windows too.
   *
   * @throws IOException if it is missing, damaged, of other data, or not the one of the training
   */
  Split of(Windows windows) throws IOException {
    JsonValue json = read();
    try {
      return Split.fromJson(json.node(), json.where(), windows);
    } catch (IllegalArgumentException e) {
      throw new IOException(file() + " does not fit this dataset: " + e.getMessage(), e);
    }
  }

  /** What it cannot guarantee. */
  List<String> warnings() throws IOException {
    return read().field("warnings").texts();
  }

  OptionalInt validationDocuments() throws IOException {
    Optional<JsonValue> groups = read().field("validation").optional("groups");
    return groups.isPresent() ? OptionalInt.of(groups.get().texts().size()) : OptionalInt.empty();
  }

  RunDirectory.SplitChoice choice() throws IOException {
    JsonValue json = read();
    try {
      return new RunDirectory.SplitChoice(
          json.field("seed").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
          new SplitFractions(
              json.field("validation_share").number(), json.field("test_share").number()));
    } catch (IllegalArgumentException e) {
      throw new IOException(file() + " is damaged: " + e.getMessage(), e);
    }
  }

  private JsonValue read() throws IOException {
    run.requireDataset(run.info());
    try {
      JsonValue json = JsonValue.read(file());
      String found = json.field("sha256").text();
      String trained = run.info().provenance().splitSha256();
      if (!found.equals(trained)) {
        throw new IOException(
            "%s is not the split of this training (hash %.12s, but run.json records %.12s): restore it, or train again"
                .formatted(file(), found, trained));
      }
      RunJson.requireUnchanged(JsonValue.read(run.runJson()), file(), "split");
      return json;
    } catch (MalformedJson e) {
      throw e.advising("restore it, or train again");
    } catch (NoSuchFileException e) {
      throw new IOException(file() + " does not exist: train again, or restore it", e);
    }
  }
}
