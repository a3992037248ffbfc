package dev.nextvec.internal.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderFingerprint.ProbeText;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.model.Predictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Small models to be written. */
final class Exports {
  static final int N = 3;
  static final int DIM = 8;
  static final LinearAverage AVERAGE = new LinearAverage(N, DIM);

  private Exports() {}

  /** The linear average, said to predict what another predicts. */
  static ModelExport of(Predictor original, Optional<EncoderFingerprint> encoder) {
    return new ModelExport(
        "average",
        new Exportable.Fitted(AVERAGE),
        original,
        encoder,
        JsonNodeFactory.instance.objectNode().put("licence", "apache-2.0"),
        "# average\n");
  }

  static ModelExport average() {
    return of(AVERAGE, Optional.of(encoder("first", 1)));
  }

  /** An encoder that is known by one vector. */
  static EncoderFingerprint encoder(String name, float first) {
    return new EncoderFingerprint(
        name, "", List.of(ProbeText.of("a text", new float[] {first, 1, 0})));
  }

  /** One context; vector k is k + 1 times a unit vector. */
  static float[][] context() {
    float[][] context = new float[N][DIM];
    for (int k = 0; k < N; k++) {
      context[k][k] = k + 1;
    }
    return context;
  }

  static Path written(Path folder) throws Exception {
    Path target = folder.resolve("average.model");
    average().writePackage(target, false);
    return target;
  }
}
