package dev.nextvec.data;

import java.util.List;
import java.util.OptionalInt;

/** A split with the windows one chooses: what a tool that is careless about leaks might write. */
public final class HandMadeSplit {
  private HandMadeSplit() {}

  public static Split of(Windows windows, int[] train, int[] validation, int[] test) {
    List<SplitPart> parts =
        List.of(
            new SplitPart(train, List.of()),
            new SplitPart(validation, List.of()),
            new SplitPart(test, List.of()));
    return new Split(
        Split.SplitKind.BY_DOCUMENT,
        1,
        SplitFractions.STANDARD,
        windows,
        OptionalInt.empty(),
        parts,
        List.of());
  }
}
