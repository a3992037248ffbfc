package dev.nextvec.text;

/** What an encoder's products are to be computed with. */
public enum PrecisionChoice {
  /** Float32 on ONNX Runtime: the same bits as ever, everywhere. */
  FLOAT32,
  /**
   * Bfloat16 on kernels of our own, refused where the probe texts' vectors are not within a cosine
   * of .9999 of float32's.
   */
  BFLOAT16,
  /** The second where it is measured here to be faster and within that cosine, else the first. */
  AUTO
}
