package dev.nextvec.internal.workflow;

import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.onnx.PackageConfig;
import dev.nextvec.internal.retrieval.IndexManifest.IndexedModel;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a model is known by in an index, wherever it lies. */
public final class ModelIdentity {
  /** Of a package, of a run; a file by itself is the model. */
  private static final List<String> DECIDING = List.of(PackageConfig.FILE, "model.safetensors");

  private ModelIdentity() {}

  /**
   * The hash of the file that decides its predictions: a package's has the hashes of the others.
   */
  public static IndexedModel of(Model model, Path path) throws IOException {
    Path file =
        DECIDING.stream().map(path::resolve).filter(Files::isRegularFile).findFirst().orElse(path);
    return new IndexedModel(
        model.name(),
        path.toAbsolutePath().normalize().toString(),
        Sha256.ofFile(file),
        model.candidates().map(CandidateMap::sha256));
  }

  /**
   * Makes sure that a model is the one that was recorded.
   *
   * @throws IllegalArgumentException if it is another
   */
  public static void requireSame(IndexedModel recorded, Model model, Path path) throws IOException {
    IndexedModel found = of(model, path);
    if (!found.sha256().equals(recorded.sha256())) {
      throw new IllegalArgumentException(
          "%s is another model (%s, sha256 %.12s) than the one that the index was made for (%s, sha256 %.12s): name that, or make the index again"
              .formatted(path, found.name(), found.sha256(), recorded.name(), recorded.sha256()));
    }
  }
}
