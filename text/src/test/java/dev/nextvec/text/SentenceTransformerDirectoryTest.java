package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceTransformerDirectoryTest {
  private static final String MEAN =
      "{\"word_embedding_dimension\": 384, \"pooling_mode_cls_token\": false,"
          + " \"pooling_mode_mean_tokens\": true}";

  @TempDir Path folder;

  private void refuses(String... fragments) {
    assertThatThrownBy(() -> SentenceTransformerDirectory.open(folder, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(fragments)
        .message()
        .doesNotContain("\n");
  }

  private void copy(String resource, String name) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    try (InputStream in = getClass().getClassLoader().getResourceAsStream(resource)) {
      Files.copy(java.util.Objects.requireNonNull(in), folder.resolve(name));
    }
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    refuses(folder.toString(), "has no model.onnx and no onnx/model.onnx", "optimum-cli");
    Corpora.write(folder, "onnx/model.onnx", "x");
    refuses("has no tokenizer.json");
    Corpora.write(folder, "tokenizer.json", "x");
    refuses("1_Pooling", "config.json is missing");
    assertThatThrownBy(() -> SentenceTransformerDirectory.open(folder.resolve("nothing"), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing is not a directory");
  }

  @Test
  void refusesSettingsItCannotHonour() throws IOException {
    Corpora.write(folder, "model.onnx", "x");
    Corpora.write(folder, "tokenizer.json", "x");
    Corpora.write(folder, "1_Pooling/config.json", "{\"pooling_mode_odd_tokens\": true}");
    refuses("`pooling_mode_odd_tokens` must not be set: it is not known here");
    Corpora.write(folder, "1_Pooling/config.json", "{\"pooling_mode\": \"odd\"}");
    refuses("`pooling_mode` must be a pooling that is known here but is the string \"odd\"");
    Corpora.write(folder, "1_Pooling/config.json", "{");
    refuses("config.json is not valid JSON");
    Corpora.write(folder, "1_Pooling/config.json", MEAN);
    Corpora.write(folder, "modules.json", "[{\"path\": \"\", \"type\": \"a.b.WordWeights\"}]");
    refuses("modules.json: `[0].type`", "a.b.WordWeights");
  }

  @Test
  void refusesFilesThatAreNoTokenizerAndNoNetwork() throws IOException {
    Corpora.write(folder, "1_Pooling/config.json", MEAN);
    Corpora.write(folder, "model.onnx", "not a network");
    Corpora.write(folder, "tokenizer.json", "{}");
    refuses("tokenizer.json is not a tokenizer");
    Files.delete(folder.resolve("tokenizer.json"));
    copy("all-minilm-l6-v2-tokenizer.json", "tokenizer.json");
    refuses("model.onnx cannot be loaded");
  }

  @Test
  void refusesADenseLayerWhoseWeightsAreTruncated() throws IOException {
    Corpora.write(folder, "model.onnx", "x");
    Corpora.write(folder, "tokenizer.json", "x");
    Corpora.write(folder, "1_Pooling/config.json", MEAN);
    Corpora.write(folder, "modules.json", "[{\"path\": \"2_Dense\", \"type\": \"a.Dense\"}]");
    Corpora.write(folder, "2_Dense/config.json", "{\"in_features\": 2, \"out_features\": 2}");
    refuses("model.safetensors is missing");
    Corpora.write(folder, "2_Dense/model.safetensors", "abc");
    refuses("model.safetensors is not a whole safetensors file");
    Files.write(folder.resolve("2_Dense/model.safetensors"), safetensors(new float[3], 2, 2));
    refuses("model.safetensors", "tensor `linear.weight`", "cannot be at [0,12]");
  }

  private static byte[] safetensors(float[] values, int outputs, int inputs) {
    byte[] header =
        "{\"linear.weight\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}"
            .formatted(outputs, inputs, 4 * values.length)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  @Test
  @Tag("slow")
  void encodesLikeTheSameModelWithinTheDefaultEncoder() throws IOException {
    copy("all-minilm-l6-v2.onnx", "onnx/model.onnx");
    copy("all-minilm-l6-v2-tokenizer.json", "tokenizer.json");
    Corpora.write(folder, "1_Pooling/config.json", MEAN);
    Corpora.write(folder, "sentence_bert_config.json", "{\"max_seq_length\": 256}");
    List<String> texts = List.of("The first text.", "Another one, " + "longer ".repeat(400));
    float[][] expected;
    try (Encoder both = DefaultEncoder.open(1)) {
      expected = both.encode(texts);
    }
    String hash;
    try (Encoder encoder = SentenceTransformerDirectory.open(folder, 2)) {
      assertThat(encoder.dimension()).isEqualTo(384);
      hash = encoder.fingerprint().weightsSha256();
      float[][] vectors = encoder.encode(texts);
      for (int i = 0; i < 2; i++) {
        float[] half = Arrays.copyOf(expected[i], 384);
        assertThat(vectors[i])
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(Vectors.normalise(half));
      }
    }
    addDenseLayerThatKeepsTwoNumbers();
    try (Encoder encoder = SentenceTransformerDirectory.open(folder, 2)) {
      assertThat(encoder.dimension()).isEqualTo(2);
      assertThat(encoder.fingerprint().weightsSha256()).isNotEqualTo(hash);
      float[] two = Vectors.normalise(Arrays.copyOf(expected[0], 2));
      assertThat(encoder.encode(texts)[0]).usingComparatorWithPrecision(1e-4f).containsExactly(two);
    }
  }

  private void addDenseLayerThatKeepsTwoNumbers() throws IOException {
    float[] weights = new float[2 * 384];
    weights[0] = 1;
    weights[384 + 1] = 1;
    Corpora.write(
        folder,
        "modules.json",
        "[{\"path\": \"\", \"type\": \"s.models.Transformer\"},"
            + "{\"path\": \"1_Pooling\", \"type\": \"s.models.Pooling\"},"
            + "{\"path\": \"2_Dense\", \"type\": \"s.models.Dense\"},"
            + "{\"path\": \"3_Normalize\", \"type\": \"s.models.Normalize\"}]");
    Corpora.write(
        folder,
        "2_Dense/config.json",
        "{\"in_features\": 384, \"out_features\": 2, \"bias\": false,"
            + " \"activation_function\": \"torch.nn.modules.linear.Identity\"}");
    Files.write(folder.resolve("2_Dense/model.safetensors"), safetensors(weights, 2, 384));
  }
}
