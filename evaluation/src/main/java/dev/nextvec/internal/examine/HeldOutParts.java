package dev.nextvec.internal.examine;

import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.stats.Need;
import java.util.Arrays;
import java.util.List;

/**
 * How many documents a split holds out: what can be known of other documents hangs on them. Those
 * of one group count as one.
 *
 * @param validation documents with a validation window
 * @param test documents with a test window
 */
public record HeldOutParts(int validation, int test) {
  static HeldOutParts of(Windows windows, Split split) {
    return new HeldOutParts(
        documents(windows, split.validation()), documents(windows, split.test()));
  }

  private static int documents(Windows windows, int[] part) {
    return (int) Arrays.stream(part).map(windows::group).distinct().count();
  }

  /** What the parts lack for the split to be trusted; empty where they lack nothing. */
  List<Need> needs() {
    int least = Math.min(validation, test);
    return least < Need.FEW_DOCUMENTS
        ? List.of(new Need.HeldOut(Need.FEW_DOCUMENTS, least), new Need.CrossValidation())
        : List.of();
  }
}
