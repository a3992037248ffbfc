package dev.nextvec.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What numbers a text encoder's products were computed with. */
public enum EncoderPrecision {
  /** All of it in float32. */
  FLOAT32,
  /**
   * Products of matrices in bfloat16, summed in float32; embeddings, softmax, norms and what is
   * added up from layer to layer in float32. Less exact than float32, and on processors made for it
   * more than twice as fast.
   */
  BFLOAT16;

  /** Its name in files and options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The precision of that name, if there is one. */
  static Optional<EncoderPrecision> ofLabel(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }
}
