package dev.nextvec.internal.onnx;

import dev.nextvec.internal.baseline.Baseline;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Cost;
import dev.nextvec.model.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the model in a package is, as its weights show.
 *
 * @param name of the architecture or the baseline
 * @param architecture its sizes, that its tensors have; absent for a baseline
 * @param cost of a prediction: operations of the model, bytes of the graph with its weights, and of
 *     the map of the candidates, if it has one
 * @param twoSided whether predictions are compared with mapped chunks
 */
public record PackagedModel(
    String name, Optional<Architecture> architecture, Cost cost, boolean twoSided) {

  /**
   * Looks at the weights of a package.
   *
   * @throws IOException if they are missing, damaged, or of another model than the package says
   */
  static PackagedModel read(ModelPackage in) throws IOException {
    PackageConfig config = in.config();
    if (!config.files().containsKey(ModelPackage.WEIGHTS)) {
      throw new IOException(
          "%s records no %s, which says what model it is: export the model again"
              .formatted(in.path().resolve(PackageConfig.FILE), ModelPackage.WEIGHTS));
    }
    Path file = in.path().resolve(ModelPackage.WEIGHTS);
    return config.kind().equals("network") ? network(in, file) : baseline(in, file);
  }

  private static PackagedModel network(ModelPackage in, Path file) throws IOException {
    ModelFile weights = ModelFile.read(file);
    Architecture architecture = weights.architecture();
    require(in, file, architecture.contextLength(), architecture.dimension());
    Optional<CandidateMap> map = weights.candidates();
    Cost cost = Cost.of(architecture, map);
    return new PackagedModel(
        architecture.name(),
        Optional.of(architecture),
        withBytes(
            cost, graphBytes(in) + Float.BYTES * map.map(CandidateMap::parameters).orElse(0L)),
        map.isPresent());
  }

  private static PackagedModel baseline(ModelPackage in, Path file) throws IOException {
    Safetensors content = Safetensors.read(file);
    @Nullable String text = content.metadata().get(Exportable.BASELINE);
    if (text == null) {
      throw new IOException(
          "%s does not say which baseline it is of: export it again".formatted(file));
    }
    JsonValue json =
        JsonValue.parse(text.getBytes(StandardCharsets.UTF_8), "the description in " + file);
    int n = json.field("context_length").count(1);
    int dimension = json.field("dimension").count(1);
    require(in, file, n, dimension);
    long numbers = content.tensors().values().stream().mapToLong(FloatTensor::count).sum();
    String name = json.field("name").text();
    try {
      Cost cost = Baseline.cost(name, n, dimension, numbers);
      return new PackagedModel(name, Optional.empty(), withBytes(cost, graphBytes(in)), false);
    } catch (IllegalArgumentException unknown) {
      throw new IOException(file + ": " + unknown.getMessage(), unknown);
    }
  }

  private static void require(ModelPackage in, Path file, int n, int dimension) throws IOException {
    PackageConfig config = in.config();
    if (n != config.contextLength() || dimension != config.dimension()) {
      throw new IOException(
          "%s is of a model of contexts of %d x %d, but %s says %d x %d: export the model again"
              .formatted(
                  file,
                  n,
                  dimension,
                  PackageConfig.FILE,
                  config.contextLength(),
                  config.dimension()));
    }
  }

  private static long graphBytes(ModelPackage in) throws IOException {
    Path data = in.path().resolve(ModelPackage.MODEL + OnnxFile.DATA);
    return Files.size(in.path().resolve(ModelPackage.MODEL))
        + (Files.exists(data) ? Files.size(data) : 0);
  }

  private static Cost withBytes(Cost cost, long bytes) {
    return new Cost(cost.parameters(), cost.flops(), bytes, cost.activationBytes());
  }
}
