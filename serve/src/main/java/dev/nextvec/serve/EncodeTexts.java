package dev.nextvec.serve;

import dev.nextvec.text.Encoder;
import java.util.List;

/** Texts of one request that become vectors, a few at a time. */
final class EncodeTexts extends Job {
  private static final int SLICE = 8;
  private final Encoder encoder;
  private final List<String> texts;
  private final float[][] vectors;

  EncodeTexts(Encoder encoder, List<String> texts, Deadline deadline) {
    super(texts.size(), SLICE, deadline);
    this.encoder = encoder;
    this.texts = texts;
    this.vectors = new float[texts.size()][];
  }

  @Override
  void compute(int from, int to) throws Exception {
    encoder.encode(texts.subList(from, to), (i, vector) -> vectors[from + i] = vector);
  }

  /** One for each text, when it has ended. */
  List<float[]> vectors() {
    for (float[] vector : vectors) {
      if (!Numbers.areFinite(vector)) {
        throw Problem.unprocessable("the encoder made no number of a text");
      }
    }
    return List.of(vectors);
  }
}
