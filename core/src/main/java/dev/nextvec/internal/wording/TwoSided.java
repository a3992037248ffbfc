package dev.nextvec.internal.wording;

/** What every surface says of a model with two sides, whose figures mean something else. */
public final class TwoSided {
  private TwoSided() {}

  /** Of what it predicts. */
  public static String vector(String model) {
    return "`%s` has two sides: its vector is to be compared with mapped chunks, not with chunks as they are."
        .formatted(model);
  }

  /** Of what was measured of it. */
  public static String figures(String model) {
    return "`%s` has two sides: its vector is to be compared with mapped chunks, and its ranks are among those. Its cosine and errors are those to chunks as they are, and do not say how good it is."
        .formatted(model);
  }
}
