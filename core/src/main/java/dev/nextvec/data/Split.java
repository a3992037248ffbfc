package dev.nextvec.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which windows a model learns from, which choose its best state, and which it is measured on.
 *
 * <p>{@link #byDocument} keeps every group of documents in one part, so that no chunk of a test
 * document was ever seen in training. {@link #blocks} is for windows whose documents are unknown.
 */
public final class Split {
  /** The seed where none is asked for. */
  public static final long SEED = 1;

  /** How windows were divided. */
  public enum SplitKind {
    /** Whole groups of documents. */
    BY_DOCUMENT,
    /** Contiguous blocks of windows. */
    BLOCKS
  }

  private final SplitKind kind;
  private final long seed;
  private final SplitFractions fractions;
  private final int contextLength;
  private final OptionalInt trainWindows;
  private final SplitPart train;
  private final SplitPart validation;
  private final SplitPart test;
  private final String sha256;
  private final List<String> warnings;

  Split(
      SplitKind kind,
      long seed,
      SplitFractions fractions,
      Windows windows,
      OptionalInt trainWindows,
      List<SplitPart> parts,
      List<String> warnings) {
    this.kind = kind;
    this.seed = seed;
    this.fractions = fractions;
    this.contextLength = windows.contextLength();
    this.trainWindows = trainWindows;
    this.train = parts.get(0);
    this.validation = parts.get(1);
    this.test = parts.get(2);
    this.warnings = List.copyOf(warnings);
    Sha256 hash = new Sha256().add("nextvec-split-1").add(contextLength);
    for (SplitPart part : parts) {
      part.hash(windows, hash);
    }
    this.sha256 = hash.hex();
  }

  /**
   * Divides a dataset by document where its documents are known, otherwise into blocks; 80% for
   * training, 10% for validation, 10% for testing.
   *
   * @throws IllegalArgumentException if it is too small, saying what it lacks
   */
  public static Split of(Dataset dataset, int contextLength, long seed) {
    return of(dataset, contextLength, seed, OptionalInt.empty());
  }

  /**
   * The same division with less to learn from: validation and test windows stay, and of the
   * training part only so much is kept as {@link #limited} says.
   *
   * @param trainWindows how many windows to learn from; empty for all
   * @throws IllegalArgumentException if the dataset is too small, saying what it lacks
   */
  public static Split of(Dataset dataset, int contextLength, long seed, OptionalInt trainWindows) {
    return of(dataset, contextLength, SplitFractions.STANDARD, seed, trainWindows);
  }

  /** The same with other shares. */
  public static Split of(
      Dataset dataset,
      int contextLength,
      SplitFractions fractions,
      long seed,
      OptionalInt trainWindows) {
    Windows windows = dataset.windows(contextLength);
    Split split =
        dataset.documentBoundariesKnown()
            ? byDocument(windows, fractions, seed)
            : blocks(windows, fractions, seed);
    return trainWindows.isEmpty() ? split : split.limited(windows, trainWindows.getAsInt());
  }

  /**
   * This split with fewer training windows: whole groups of documents in the order of the shuffle
   * until {@code trainWindows} are reached, or the first of a block. A smaller part therefore lies
   * within every larger one. The hash covers it.
   *
   * @param windows those that were split
   * @throws IllegalArgumentException if the training part has not as many
   */
  public Split limited(Windows windows, int trainWindows) {
    int most = train.windows().length;
    if (trainWindows < 1 || trainWindows > most) {
      throw new IllegalArgumentException(
          "`train-windows` must be from 1 to the %d windows of the training part but was %d"
              .formatted(most, trainWindows));
    }
    SplitPart less =
        switch (kind) {
          case BY_DOCUMENT ->
              SplitByDocument.first(windows, fractions, seed, train.groups(), trainWindows);
          case BLOCKS -> SplitIntoBlocks.block(train.first(), train.first() + trainWindows);
        };
    return new Split(
        kind,
        seed,
        fractions,
        windows,
        OptionalInt.of(trainWindows),
        List.of(less, validation, test),
        warnings);
  }

  /**
   * This split once for each of some folds of its training part, to learn from all of it but that
   * fold: what a model of one of them predicts for the fold's documents it says of documents that
   * it never saw. Validation and test parts stay. Folds are stretches of the shuffle with about as
   * many windows each.
   *
   * @param windows those that were split
   * @param folds from 2 to the number of groups in the training part
   * @throws IllegalArgumentException if documents are unknown, or there are too few
   */
  public List<Split> crossFit(Windows windows, int folds) {
    if (kind == SplitKind.BLOCKS) {
      throw new IllegalArgumentException(
          "cross-fitting leaves out whole documents, and this dataset does not know its own");
    }
    return SplitByDocument.folds(windows, seed, train.groups(), folds).stream()
        .map(
            less ->
                new Split(
                    kind,
                    seed,
                    fractions,
                    windows,
                    OptionalInt.empty(),
                    List.of(less, validation, test),
                    warnings))
        .toList();
  }

  /**
   * Divides windows so that no group of documents is in two parts.
   *
   * <p>Groups that have at least one window are numbered in order of first appearance and put in
   * the order that {@code SplitMix64(seed)} and a Fisher-Yates shuffle from the end downwards give.
   * Of {@code g} groups the first {@code max(1, round(g * test))} are for testing, the next {@code
   * max(1, round(g * validation))} for validation, the rest for training. This will never change.
   *
   * @throws IllegalArgumentException if there are fewer than three such groups
   */
  public static Split byDocument(Windows windows, SplitFractions fractions, long seed) {
    return SplitByDocument.split(windows, fractions, seed);
  }

  /**
   * Divides windows into three contiguous blocks, training first, and leaves out {@code
   * contextLength} windows between two blocks, so that no chunk is in two of them. The seed decides
   * nothing here. {@link #warnings()} says what such a split cannot guarantee.
   *
   * @throws IllegalArgumentException if there are too few windows for three blocks
   */
  public static Split blocks(Windows windows, SplitFractions fractions, long seed) {
    return SplitIntoBlocks.split(windows, fractions, seed);
  }

  /**
   * Restores a split from what {@link #toJson} wrote and checks that it selects the very same rows.
   *
   * @param where the file, for messages
   * @throws IOException naming what is missing or of another kind
   * @throws IllegalArgumentException if the windows are not those that were split
   */
  public static Split fromJson(JsonNode json, String where, Windows windows) throws IOException {
    return SplitJson.read(new JsonValue(json, where, ""), windows);
  }

  /** How windows were divided. */
  public SplitKind kind() {
    return kind;
  }

  /** The seed of the shuffle. */
  public long seed() {
    return seed;
  }

  /** The shares asked for. */
  public SplitFractions fractions() {
    return fractions;
  }

  /** Context length of the windows. */
  public int contextLength() {
    return contextLength;
  }

  /** How many windows to learn from were asked for; empty for all. */
  public OptionalInt trainWindows() {
    return trainWindows;
  }

  /** Windows to learn from, ascending. */
  public int[] train() {
    return train.windows();
  }

  /** Windows that choose the best state, ascending. */
  public int[] validation() {
    return validation.windows();
  }

  /** Windows to measure on, ascending. */
  public int[] test() {
    return test.windows();
  }

  SplitPart part(int index) {
    return switch (index) {
      case 0 -> train;
      case 1 -> validation;
      case 2 -> test;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  /** Hash of the context length and the rows of every window of each part. */
  public String sha256() {
    return sha256;
  }

  /** What this split cannot guarantee; empty for a sound one. */
  public List<String> warnings() {
    return warnings;
  }

  /** The form to store with a run: ids of the groups, or ranges of windows, of each part. */
  public ObjectNode toJson() {
    return SplitJson.write(this);
  }
}
