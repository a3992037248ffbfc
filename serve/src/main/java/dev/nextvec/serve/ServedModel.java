package dev.nextvec.serve;

import dev.nextvec.internal.file.Sha256;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that is open.
 *
 * @param id what clients call it
 * @param sha256 of the file that decides its predictions: a package's has the hashes of the others
 * @param attention whether it says how much each vector counted
 */
record ServedModel(String id, Model model, String sha256, boolean attention) {
  private static final List<String> DECIDING = List.of("config.json", "model.safetensors");
  private static final int WARM = 5;

  /**
   * Opens it, which replays its recorded predictions, and lets it predict until it is quick.
   *
   * @throws IOException if it is none, or is damaged
   */
  static ServedModel open(ServeSettings.Source source, int batch) throws IOException {
    Path path = source.path();
    Model model = Model.open(path);
    try {
      Path file =
          DECIDING.stream()
              .map(path::resolve)
              .filter(Files::isRegularFile)
              .findFirst()
              .orElse(path);
      Prediction first = warmed(model, batch);
      return new ServedModel(
          source.id(), model, Sha256.ofFile(file), first.attention().isPresent());
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
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
