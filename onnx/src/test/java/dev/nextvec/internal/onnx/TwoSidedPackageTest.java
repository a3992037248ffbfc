package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Amn;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Cost;
import dev.nextvec.model.Model;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoSidedPackageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Amn NETWORK = new Amn(12, 5, 14, 6, Amn.Init.PYTORCH);

  @TempDir Path folder;

  private Path written(String name, ModelFile model) throws IOException {
    Path target = folder.resolve(name);
    exporting(model, export -> export.writePackage(target, false));
    return target;
  }

  private interface Writing {
    void of(ModelExport export) throws IOException;
  }

  private void exporting(ModelFile model, Writing writing) throws IOException {
    Path graph = folder.resolve("original.onnx");
    Exportable network = new Exportable.Network(model);
    OnnxFile.STANDARD.write(graph, network, Map.of());
    Cost free = new Cost(0, 0, 0, 0);
    try (OnnxPredictor original =
        new OnnxPredictor(
            "original", OnnxSession.open(graph, "original"), free, model.candidates())) {
      ObjectNode facts = JsonNodeFactory.instance.objectNode();
      writing.of(new ModelExport("pair", network, original, Optional.empty(), facts, "# pair\n"));
    }
  }

  private static Optional<CandidateMap> candidates(Path model) throws IOException {
    try (Model open = Model.open(model)) {
      return open.candidates();
    }
  }

  private static void requireRefused(Path path, String why) {
    assertThatThrownBy(() -> Model.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why)
        .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("\n"));
  }

  @Test
  void bothSidesComeBack() throws IOException {
    ModelFile model = RandomModels.twoSided(NETWORK);
    Path target = written("pair.model", model);
    String expected = model.candidates().orElseThrow().sha256();
    assertThat(candidates(target).orElseThrow().sha256()).isEqualTo(expected);
    assertThat(ModelPackage.read(target).predictor().candidates().orElseThrow().sha256())
        .isEqualTo(expected);
    Path alone = written("alone.model", RandomModels.of(NETWORK));
    assertThat(candidates(alone)).isEmpty();
    assertThat(ModelPackage.read(alone).sha256())
        .as("its graph has other properties, and so another hash")
        .isNotEqualTo(ModelPackage.read(target).sha256());
  }

  @Test
  void anotherMapIsRefusedThoughEveryHashFits() throws IOException {
    Path target = written("pair.model", RandomModels.twoSided(NETWORK));
    Map<String, FloatTensor> tensors =
        new LinkedHashMap<>(RandomModels.twoSided(NETWORK).tensors());
    Objects.requireNonNull(tensors.get(CandidateMap.WEIGHT)).values()[3] += 0.5f;
    new ModelFile(NETWORK, tensors).write(target.resolve("model.safetensors"));
    reseal(target, "model.safetensors", Optional.empty());
    requireRefused(target, "does not hold the map of the candidates that config.json records");
    CandidateMap other = new ModelFile(NETWORK, tensors).candidates().orElseThrow();
    reseal(target, "model.safetensors", Optional.of(other.sha256()));
    requireRefused(target, "does not map chunks as was recorded when it was written");
  }

  @Test
  void aPackageThatRecordsNoMappedChunksIsRefused() throws IOException {
    Path target = written("pair.model", RandomModels.twoSided(NETWORK));
    Path golden = target.resolve("golden.safetensors");
    Safetensors recorded = Safetensors.read(golden);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(recorded.tensors());
    assertThat(tensors.remove("candidates")).isNotNull();
    new Safetensors(recorded.metadata(), tensors).write(golden);
    reseal(target, "golden.safetensors", Optional.empty());
    requireRefused(target, "none is recorded");
  }

  private static void reseal(Path target, String file, Optional<String> map) throws IOException {
    Path config = target.resolve("config.json");
    ObjectNode json = (ObjectNode) JSON.readTree(Files.readString(config));
    json.remove("sha256");
    ((ObjectNode) json.get("files")).put(file, Sha256.ofFile(target.resolve(file)));
    map.ifPresent(sha256 -> ((ObjectNode) json.get("candidate_map")).put("map_sha256", sha256));
    Seal.put(json);
    Files.writeString(config, json.toString());
  }

  @Test
  void oneSideAloneIsNeitherWrittenNorOpened() throws IOException {
    ModelFile model = RandomModels.twoSided(NETWORK);
    Path alone = folder.resolve("alone.onnx");
    exporting(
        model,
        export ->
            assertThatThrownBy(() -> export.writeOnnx(alone))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("`pair` has two sides"));
    assertThat(alone).doesNotExist();
    Files.copy(written("pair.model", model).resolve("model.onnx"), alone);
    requireRefused(alone, "one side of a model with two");
  }
}
