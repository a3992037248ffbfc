package dev.nextvec.internal.examine;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Need;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Says where the validation or test part of a split is too small, and what follows from that. */
public final class SmallParts {
  /** Fewer windows than this say little. */
  private static final int FEW_WINDOWS = 30;

  /** What is tried first: more leaves little to learn from. */
  private static final double LARGEST_SHARE = 0.3;

  private final Windows windows;
  private final Split split;

  private SmallParts(Windows windows, Split split) {
    this.windows = windows;
    this.split = split;
  }

  /**
   * One sentence for each part that is too small.
   *
   * @param windows those that were split
   */
  public static List<String> of(Windows windows, Split split) {
    SmallParts parts = new SmallParts(windows, split);
    List<String> sentences = new ArrayList<>();
    parts.test().ifPresent(sentences::add);
    parts.validation().ifPresent(sentences::add);
    return sentences;
  }

  private Optional<String> test() {
    long documents = documents(split.test());
    String part =
        "The test part has only %s in %s"
            .formatted(
                Figures.counted(split.test().length, "window"),
                Figures.counted(documents, "document"));
    if (documents < Bootstrap.FEWEST_DOCUMENTS) {
      return Optional.of(
          "%s: with fewer than %d no interval is possible, so no difference can be shown; %s."
              .formatted(part, Bootstrap.FEWEST_DOCUMENTS, remedy()));
    }
    if (documents < Need.FEW_DOCUMENTS || split.test().length < FEW_WINDOWS) {
      return Optional.of(
          "%s: intervals will be wide, and small differences will not be settled; %s."
              .formatted(part, remedy()));
    }
    long largest = largest(split.test());
    return 2 * largest > split.test().length
        ? Optional.of(
            "One document has %s of the %s: the figures are mostly its own; %s."
                .formatted(
                    Figures.count(largest),
                    Figures.counted(split.test().length, "test window"),
                    remedy()))
        : Optional.empty();
  }

  private Optional<String> validation() {
    int size = split.validation().length;
    return size < FEW_WINDOWS
        ? Optional.of(
            "The validation part has only %s in %s: which epoch is best, and ridge's penalty, are chosen almost by chance; use another %s, or a larger %s."
                .formatted(
                    Figures.counted(size, "window"),
                    Figures.counted(documents(split.validation()), "document"),
                    Setting.SPLIT_SEED,
                    Setting.VALIDATION_SHARE))
        : Optional.empty();
  }

  /** What to do: a larger share where that is enough for an interval, or folds. */
  private String remedy() {
    int all = windows.size();
    long documents = documents(IntStream.range(0, all).toArray());
    String folds =
        "%s, which tests on all %s"
            .formatted(
                Setting.FOLDS.in("compare RUNS", Math.clamp(documents, 2, 5)),
                Figures.counted(documents, "document"));
    boolean larger =
        split.fractions().test() < LARGEST_SHARE
            && documents * LARGEST_SHARE >= Bootstrap.FEWEST_DOCUMENTS
            && all > FEW_WINDOWS;
    return switch (split.kind()) {
      case BLOCKS -> "give article ids, or use a larger " + Setting.TEST_SHARE;
      case BY_DOCUMENT ->
          larger
              ? "use %s, or %s".formatted(Setting.TEST_SHARE.of(LARGEST_SHARE), folds)
              : "use " + folds;
    };
  }

  private long documents(int[] part) {
    return Arrays.stream(part).map(windows::group).distinct().count();
  }

  private long largest(int[] part) {
    int[] counts = new int[windows.documents().size()];
    Arrays.stream(part).map(windows::group).forEach(document -> counts[document]++);
    return Arrays.stream(counts).max().orElse(0);
  }
}
