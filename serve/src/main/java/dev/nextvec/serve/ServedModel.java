package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.onnx.ModelHash;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import dev.nextvec.model.PredictionPrecision;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that is open.
 *
 * @param id what clients call it
 * @param hash that it is known by: a run and the package exported from it have the same
 * @param attention whether it says how much each vector counted
 * @param precision what it predicts in
 */
record ServedModel(
    String id, Model model, ModelHash hash, boolean attention, PredictionPrecision precision) {
  private static final int WARM = 5;

  /**
   * Opens it, which replays its recorded predictions, and lets it predict until it is quick.
   *
   * @throws IOException if it is none, or is damaged
   */
  static ServedModel open(ServeSettings.Source source, int batch) throws IOException {
    Path path = source.path();
    Model model = Model.open(path, source.precision());
    try {
      Prediction first = warmed(model, batch);
      return new ServedModel(
          source.id(),
          model,
          ModelHash.of(path),
          first.attention().isPresent(),
          source.precision());
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  boolean isNarrow() {
    return precision != PredictionPrecision.FLOAT32;
  }

  /** Says in an answer which model gave it, and in what precision where that is not float32. */
  void put(ObjectNode json) {
    json.put("model", id).put("model_sha256", sha256());
    if (isNarrow()) {
      json.put("precision", precision.label());
    }
  }

  /** What clients know it by. */
  String sha256() {
    return hash.sha256();
  }

  /** Of the map of the chunks that its predictions are to be compared with, if it has two sides. */
  Optional<String> mapSha256() {
    return model.candidates().map(CandidateMap::sha256);
  }

  private static FloatBuffer contexts(Model model, int count) {
    return FloatBuffer.wrap(GoldenProbe.contexts(count, model.contextLength(), model.dimension()));
  }

  private static Prediction warmed(Model model, int batch) {
    for (int i = 0; i < WARM; i++) {
      model.predictAll(contexts(model, i == 0 ? batch : 1));
    }
    return model.predictAll(contexts(model, 1)).getFirst();
  }
}
