package dev.nextvec.data;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Divides windows into three contiguous blocks with gaps between them. */
final class SplitIntoBlocks {
  private SplitIntoBlocks() {}

  static Split split(Windows windows, SplitFractions fractions, long seed) {
    WindowsCheck.requireSome(windows);
    int gap = windows.contextLength();
    long usable = windows.size() - 2L * gap;
    int test = usable < 1 ? 0 : fractions.testOf((int) usable);
    int validation = usable < 1 ? 0 : fractions.validationOf((int) usable);
    long train = usable - test - validation;
    if (train < 1) {
      throw new IllegalArgumentException(
          "%d windows are too few for three blocks with %d left out between two of them: at least %d are needed"
              .formatted(windows.size(), gap, 2 * gap + 3));
    }
    int validationAt = (int) train + gap;
    int testAt = validationAt + validation + gap;
    List<SplitPart> parts =
        List.of(
            block(0, (int) train),
            block(validationAt, validationAt + validation),
            block(testAt, testAt + test));
    return new Split(
        Split.SplitKind.BLOCKS,
        seed,
        fractions,
        windows,
        OptionalInt.empty(),
        parts,
        warnings(windows));
  }

  static SplitPart block(int first, int end) {
    return new SplitPart(IntStream.range(first, end).toArray(), List.of());
  }

  static List<String> warnings(Windows windows) {
    List<String> warnings = new ArrayList<>();
    warnings.add(
        "The documents are unknown, so the windows were split into three blocks with %d left out at each inner edge. This cannot guarantee that no document is in two parts: results may be too good. Give article ids, or encode the text, for a split that cannot leak."
            .formatted(windows.contextLength()));
    long stretches =
        windows.documents().stream()
            .filter(document -> document.windows(windows.contextLength()) > 0)
            .count();
    if (stretches * 2 > windows.size()) {
      warnings.add(
          "The windows seem to have been shuffled: %d windows form %d unbroken stretches. The same chunks are then likely to be in training and test, which makes every result too good."
              .formatted(windows.size(), stretches));
    }
    return warnings;
  }
}
