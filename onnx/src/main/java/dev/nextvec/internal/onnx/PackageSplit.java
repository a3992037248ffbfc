package dev.nextvec.internal.onnx;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The data and the split of it that a package says its model learned from.
 *
 * @param dataset what a person calls the data
 * @param datasetSha256 its hash
 * @param splitSha256 hash of the split
 * @param seed of the split
 * @param fractions shares of its parts; the standard ones where an older package does not say
 * @param trainWindows how many windows were learned from, where not all were
 */
public record PackageSplit(
    String dataset,
    String datasetSha256,
    String splitSha256,
    long seed,
    SplitFractions fractions,
    OptionalInt trainWindows) {
  static final String VALIDATION = "validation_share";
  static final String TEST = "test_share";
  static final String TRAIN_WINDOWS = "train_windows";

  private static final int HASH = 64;

  /**
   * Reads it.
   *
   * @throws IOException if it is missing or damaged
   */
  static PackageSplit read(ModelPackage in) throws IOException {
    String where = in.path().resolve(PackageConfig.FILE).toString();
    JsonValue json = new JsonValue(in.config().all(), where, "");
    JsonValue training = json.field("training");
    Optional<JsonValue> windows = training.optional(TRAIN_WINDOWS);
    try {
      return new PackageSplit(
          training.field("dataset").text(),
          hash(json.field("dataset_sha256")),
          hash(json.field("split_sha256")),
          training.field("split_seed").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
          training.optional(VALIDATION).isPresent()
              ? new SplitFractions(
                  training.field(VALIDATION).number(), training.field(TEST).number())
              : SplitFractions.STANDARD,
          windows.isPresent() ? OptionalInt.of(windows.get().count(1)) : OptionalInt.empty());
    } catch (IllegalArgumentException e) {
      throw new IOException(where + " is damaged: " + e.getMessage(), e);
    }
  }

  private static String hash(JsonValue json) throws IOException {
    String text = json.text();
    if (text.length() != HASH) {
      throw json.refused("a hash of 64 letters");
    }
    return text;
  }

  /**
   * Divides data as it says.
   *
   * @return empty if that gives another split than the one it names
   */
  public Optional<Split> of(Dataset data, int contextLength) {
    Split split = Split.of(data, contextLength, fractions, seed, trainWindows);
    return split.sha256().equals(splitSha256) ? Optional.of(split) : Optional.empty();
  }
}
