package dev.nextvec.data;

/** Encodes the probe texts again, where the encoder that is recorded can be had. */
@FunctionalInterface
public interface EncoderCheck {

  /** What came of it. */
  enum State {
    SAME,
    DIFFERENT,
    NOT_CHECKED
  }

  /**
   * An answer.
   *
   * @param state what came of it
   * @param words why, as the rest of a sentence; empty where the state says it all
   */
  record Reply(State state, String words) {}

  /** Compares the recorded fingerprint with that of the encoder at hand. */
  Reply check(EncoderFingerprint recorded);
}
