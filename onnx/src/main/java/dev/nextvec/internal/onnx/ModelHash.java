package dev.nextvec.internal.onnx;

import dev.nextvec.internal.file.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a model is known by, wherever it lies: the hash of its weights, which a run and the package
 * that was exported from it both hold. Where the graph of a package stores them in fewer bits it
 * predicts otherwise, and its {@code config.json}, which has the hashes of all its files, is hashed
 * instead; an ONNX file by itself is hashed as it is.
 *
 * @param sha256 by which it is recorded
 * @param before by which a package was recorded before it was known by its weights
 */
public record ModelHash(String sha256, Optional<String> before) {

  /** Reads it of a run, a package or a file that a model was opened from. */
  public static ModelHash of(Path path) throws IOException {
    if (PackageConfig.isIn(path)) {
      PackageConfig config = PackageConfig.read(path);
      String whole = Sha256.ofFile(path.resolve(PackageConfig.FILE));
      return config
          .wholeWeights()
          .map(weights -> new ModelHash(weights, Optional.of(whole)))
          .orElseGet(() -> new ModelHash(whole, Optional.empty()));
    }
    Path weights = path.resolve(ModelPackage.WEIGHTS);
    Path file = Files.isRegularFile(weights) ? weights : path;
    return new ModelHash(Sha256.ofFile(file), Optional.empty());
  }

  /** Whether something was recorded of this model. */
  public boolean is(String recorded) {
    return recorded.equals(sha256) || before.equals(Optional.of(recorded));
  }
}
