package dev.nextvec.internal.workflow;

import dev.nextvec.internal.onnx.ModelHash;
import dev.nextvec.internal.retrieval.IndexManifest.IndexedModel;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import java.io.IOException;
import java.nio.file.Path;

/** What a model is known by in an index, wherever it lies. */
public final class ModelIdentity {
  private ModelIdentity() {}

  /** What is recorded of it. */
  public static IndexedModel of(Model model, Path path) throws IOException {
    return new IndexedModel(
        model.name(),
        path.toAbsolutePath().normalize().toString(),
        ModelHash.of(path).sha256(),
        model.candidates().map(CandidateMap::sha256));
  }

  /**
   * Makes sure that a model is the one that was recorded.
   *
   * @throws IllegalArgumentException if it is another
   */
  public static void requireSame(IndexedModel recorded, Model model, Path path) throws IOException {
    ModelHash found = ModelHash.of(path);
    if (!found.is(recorded.sha256())) {
      throw new IllegalArgumentException(
          "%s is another model (%s, sha256 %.12s) than the one that the index was made for (%s, sha256 %.12s): name that, or make the index again"
              .formatted(path, model.name(), found.sha256(), recorded.name(), recorded.sha256()));
    }
  }
}
