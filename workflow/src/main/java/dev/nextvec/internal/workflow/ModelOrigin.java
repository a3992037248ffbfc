package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.onnx.PackageConfig;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a model learned from, as far as it says so: test documents must be new to it.
 *
 * @param dataset hash of the dataset; empty where nothing is recorded
 * @param split hash of the split
 * @param seed of the split, in words
 */
record ModelOrigin(String dataset, String split, String seed) {

  static ModelOrigin of(Path model) throws IOException {
    if (Files.exists(model.resolve("run.json"))) {
      Provenance known = new RunDirectory(model).info().provenance();
      return new ModelOrigin(
          known.datasetSha256(), known.splitSha256(), Long.toString(known.splitSeed()));
    }
    Path config = model.resolve(PackageConfig.FILE);
    if (!Files.exists(config)) {
      return new ModelOrigin("", "", "");
    }
    JsonValue json = JsonValue.read(config);
    return new ModelOrigin(
        json.node().path("dataset_sha256").asText(),
        json.node().path("split_sha256").asText(),
        json.node().path("training").path("split_seed").asText());
  }

  /**
   * What stands on figures of this model; empty if the test documents were new to it.
   *
   * @param allow whether a leak may pass with a mark
   * @throws IllegalArgumentException if they may not have been and that was not allowed
   */
  List<String> marks(Dataset data, Split used, boolean allow) {
    if (dataset.isEmpty()) {
      return List.of("nothing tells what the model learned from: it may know the test documents");
    }
    if (dataset.equals(data.sha256()) && split.equals(used.sha256())) {
      return List.of();
    }
    String problem =
        dataset.equals(data.sha256())
            ? "the model learned from another split of this dataset (seed %s)".formatted(seed)
            : "the model learned from another dataset, which may hold the test documents";
    if (!allow) {
      throw new IllegalArgumentException(
          "leak: %s; evaluate with its own split (%s and the shares), or go on with %s, which marks the figures"
              .formatted(problem, Setting.SPLIT_SEED, Setting.ALLOW_LEAK));
    }
    return List.of(problem);
  }
}
