package dev.nextvec.model;

import java.util.Locale;

/** What a network's products are computed in while it predicts. */
public enum PredictionPrecision {
  /** All of it in float32; another machine rounds otherwise. */
  FLOAT32(1e-3),
  /**
   * Both matrices of every product are rounded to bfloat16, the upper half of a float32, and added
   * up in float32; norms, softmax, attention and what is added up are float32. Half of each weight
   * is read, and predictions differ from those of float32 by what rounding does.
   */
  BFLOAT16(0.3);

  private final double most;

  PredictionPrecision(double most) {
    this.most = most;
  }

  /**
   * The most that recorded predictions, which are those of float32, may differ from this one's,
   * relative to their length: beyond it a model is not opened.
   */
  public double most() {
    return most;
  }

  /** Its name in files and options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
