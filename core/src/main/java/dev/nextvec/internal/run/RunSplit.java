package dev.nextvec.internal.run;

import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The split that a run was trained with, as it is stored beside {@code run.json}.
 *
 * @param file its file
 * @param json what that says
 */
public record RunSplit(Path file, JsonValue json) {

  /**
   * How a run's split was asked for.
   *
   * @param seed of the shuffle
   * @param fractions shares of its parts
   */
  public record SplitChoice(long seed, SplitFractions fractions) {}

  /** Another split here would test on what was learned from, and nothing would show it. */
  static RunSplit read(RunDirectory run) throws IOException {
    run.requireDataset(run.info());
    Path file = run.splitFile();
    try {
      JsonValue json = JsonValue.read(file);
      String found = json.field("sha256").text();
      String trained = run.info().provenance().splitSha256();
      if (!found.equals(trained)) {
        throw new IOException(
            "%s is not the split of this training (hash %.12s, but run.json records %.12s): restore it, or train again"
                .formatted(file, found, trained));
      }
      RunJson.requireUnchanged(JsonValue.read(run.runJson()), file, "split");
      return new RunSplit(file, json);
    } catch (MalformedJson e) {
      throw e.advising("restore it, or train again");
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist: train again, or restore it", e);
    }
  }

  /**
   * The split itself, checked against the windows.
   *
   * @throws IOException if it is of other data
   */
  public Split of(Windows windows) throws IOException {
    try {
      return Split.fromJson(json.node(), json.where(), windows);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " does not fit this dataset: " + e.getMessage(), e);
    }
  }

  /** What the split cannot guarantee. */
  public List<String> warnings() throws IOException {
    return json.field("warnings").texts();
  }

  /** How many documents its validation part has, those of one group counted once, if known. */
  public OptionalInt validationDocuments() throws IOException {
    Optional<JsonValue> groups = json.field("validation").optional("groups");
    return groups.isPresent() ? OptionalInt.of(groups.get().texts().size()) : OptionalInt.empty();
  }

  /** How it was asked for. */
  public SplitChoice choice() throws IOException {
    try {
      return new SplitChoice(
          json.field("seed").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
          new SplitFractions(
              json.field("validation_share").number(), json.field("test_share").number()));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }
}
