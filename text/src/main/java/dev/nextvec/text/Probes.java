package dev.nextvec.text;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderPrecision;
import java.util.ArrayList;
import java.util.List;

/** The fixed texts by whose vectors an encoder is recognised. Never change them. */
final class Probes {
  static final List<String> TEXTS =
      List.of(
          "The quick brown fox jumps over the lazy dog.",
          "In 1969 two people walked on the Moon for the first time.",
          "Close the connection when the last request has been answered.");

  private Probes() {}

  static EncoderFingerprint fingerprint(String name, String weightsSha256, float[][] vectors) {
    return fingerprint(name, weightsSha256, EncoderPrecision.FLOAT32, vectors);
  }

  static EncoderFingerprint fingerprint(
      String name, String weightsSha256, EncoderPrecision precision, float[][] vectors) {
    List<EncoderFingerprint.ProbeText> probes = new ArrayList<>();
    for (int i = 0; i < TEXTS.size(); i++) {
      probes.add(EncoderFingerprint.ProbeText.of(TEXTS.get(i), vectors[i]));
    }
    return new EncoderFingerprint(name, weightsSha256, precision, probes);
  }
}
