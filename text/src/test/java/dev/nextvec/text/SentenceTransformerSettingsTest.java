package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of sentence-transformers, on a network whose vectors are known by hand. */
class SentenceTransformerSettingsTest {
  private static final String PROMPT =
      "{\"prompts\": {\"document\": \"passage : \", \"query\": \"q\"},"
          + " \"default_prompt_name\": \"document\"}";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    TinyNetwork.write(folder, false);
  }

  private void file(String name, String content) throws IOException {
    Corpora.write(folder, name, content);
  }

  private void pooling(String content) throws IOException {
    file("1_Pooling/config.json", content);
  }

  private float[] vector(String text) throws IOException {
    try (Encoder encoder = SentenceTransformerDirectory.open(folder, 1)) {
      return encoder.encode(List.of(text))[0];
    }
  }

  /** The weighted sum of words' vectors, of length 1. */
  private static float[] sum(float[] weights, String... words) {
    float[] sum = new float[TinyNetwork.WIDTH];
    for (int i = 0; i < words.length; i++) {
      float[] row = TinyNetwork.row(words[i]);
      for (int d = 0; d < sum.length; d++) {
        sum[d] += weights[i] * row[d];
      }
    }
    return Vectors.normalise(sum);
  }

  private static float[] mean(String... words) {
    float[] weights = new float[words.length];
    java.util.Arrays.fill(weights, 1);
    return sum(weights, words);
  }

  private void gives(String text, float[] expected) throws IOException {
    assertThat(vector(text)).usingComparatorWithPrecision(1e-5f).containsExactly(expected);
  }

  private void refuses(String... fragments) {
    assertThatThrownBy(() -> SentenceTransformerDirectory.open(folder, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(fragments)
        .message()
        .doesNotContain("\n");
  }

  private String hash() throws IOException {
    try (Encoder encoder = SentenceTransformerDirectory.open(folder, 1)) {
      return encoder.fingerprint().weightsSha256();
    }
  }

  @Test
  void putsTheDefaultPromptBeforeEachTextAndMakesItLowerCase() throws IOException {
    gives("The River", mean("[UNK]", "[UNK]"));
    String plain = hash();
    file("config_sentence_transformers.json", PROMPT);
    gives("the river", mean("passage", ":", "the", "river"));
    file("sentence_bert_config.json", "{\"max_seq_length\": 8, \"do_lower_case\": true}");
    gives("\u00a0The River Runs ", mean("passage", ":", "the", "river", "runs"));
    assertThat(hash()).isNotEqualTo(plain);
  }

  @Test
  void readsTheSettingsOfTheTransformersFolderUnderAnyOfTheirNames() throws IOException {
    file(
        "modules.json",
        "[{\"path\": \"0_T\", \"type\": \"m.Transformer\"},"
            + " {\"path\": \"1_Pooling\", \"type\": \"m.Pooling\"}]");
    file("0_T/sentence_roberta_config.json", "{\"max_seq_length\": 2, \"do_lower_case\": true}");
    gives("THE River runs", mean("the", "river"));
  }

  @Test
  void poolsAsTheConfigurationSays() throws IOException {
    pooling("{\"pooling_mode\": \"weightedmean\"}");
    gives("the river runs", sum(new float[] {1, 2, 3}, "the", "river", "runs"));
    pooling("{\"pooling_mode\": \"cls\", \"embedding_dimension\": 3}");
    gives("the river runs", mean("the"));
    pooling("{\"pooling_mode_lasttoken\": true, \"pooling_mode_mean_tokens\": false}");
    gives("the river runs", mean("runs"));
    pooling("{\"pooling_mode_max_tokens\": true}");
    float[] a = TinyNetwork.row("the");
    float[] b = TinyNetwork.row("runs");
    float[] most = {Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.max(a[2], b[2])};
    gives("the runs", Vectors.normalise(most));
    pooling("{\"pooling_mode\": [\"cls\", \"lasttoken\"]}");
    gives("the runs", Vectors.normalise(new float[] {a[0], a[1], a[2], b[0], b[1], b[2]}));
  }

  @Test
  void leavesThePromptOutOfThePoolingWhereThatIsAskedFor() throws IOException {
    pooling("{\"pooling_mode\": \"mean\", \"include_prompt\": false}");
    gives("the river", mean("the", "river"));
    file("config_sentence_transformers.json", PROMPT);
    gives("the river", mean("the", "river"));
    pooling("{\"pooling_mode\": \"weightedmean\", \"include_prompt\": false}");
    gives("the river", sum(new float[] {3, 4}, "the", "river"));
    TinyNetwork.write(folder, true);
    pooling("{\"pooling_mode\": \"mean\", \"include_prompt\": false}");
    gives("the river", mean("the", "river", "[SEP]"));
  }

  @Test
  void refusesByNameWhatMayChangeVectors() throws IOException {
    file("config_sentence_transformers.json", "{\"default_prompt_name\": \"document\"}");
    refuses("`prompts` must be there");
    file(
        "config_sentence_transformers.json",
        "{\"default_prompt_name\": \"document\", \"prompts\": {\"query\": \"q: \"}}");
    refuses("`prompts.document` must be there");
    file("config_sentence_transformers.json", "{\"truncate_dim\": 2}");
    refuses("config_sentence_transformers.json", "`truncate_dim` must not be set");
    file("config_sentence_transformers.json", "{\"truncate_dim\": null, \"prompts\": {}}");
    file("sentence_bert_config.json", "{\"tokenizer_args\": {\"a\": 1}}");
    refuses("sentence_bert_config.json", "`tokenizer_args` must not be set");
    for (String bad : List.of("\"true\"", "1", "[]")) {
      file("sentence_bert_config.json", "{\"do_lower_case\": " + bad + "}");
      refuses("`do_lower_case` must be true or false");
    }
    for (String bad : List.of("\"128\"", "0", "-1", "128.5", "true", "1e3")) {
      file("sentence_bert_config.json", "{\"max_seq_length\": " + bad + "}");
      refuses("`max_seq_length` must be a whole number");
    }
    file("sentence_bert_config.json", "{\"max_seq_length\": 12}");
    file("tokenizer_config.json", "{\"truncation_side\": \"left\"}");
    refuses("`truncation_side` must be `right`");
    file("tokenizer_config.json", "{\"truncation_side\": \"right\"}");
    pooling("{\"word_embedding_dimension\": 4, \"pooling_mode_mean_tokens\": true}");
    refuses("`word_embedding_dimension` must be 3");
    pooling("{\"pooling_mode_mean_tokens\": \"true\"}");
    refuses("`pooling_mode_mean_tokens` must be true or false");
    pooling("{\"pooling_mode_mean_tokens\": false}");
    refuses("must choose a pooling");
  }

  @Test
  void refusesATokenizerWhoseTwoFilesDisagree() throws IOException {
    String bert =
        "\"normalizer\":{\"type\":\"BertNormalizer\",\"clean_text\":true,"
            + "\"handle_chinese_chars\":true,\"strip_accents\":null,\"lowercase\":true}";
    Path tokenizer = folder.resolve("tokenizer.json");
    String json = Files.readString(tokenizer).replace("\"normalizer\":null", bert);
    Files.writeString(tokenizer, json);
    file("tokenizer_config.json", "{\"do_lower_case\": false}");
    refuses("tokenizer_config.json", "`do_lower_case` must be true, as `lowercase`");
    file("tokenizer_config.json", "{\"do_lower_case\": true, \"strip_accents\": null}");
    gives("The RIVER", mean("the", "river"));
  }

  @Test
  void refusesModulesInAnOrderThatItDoesNotApply() throws IOException {
    file(
        "modules.json",
        "[{\"path\": \"\", \"type\": \"m.Transformer\"}, {\"path\": \"1_Pooling\", \"type\":"
            + " \"m.Pooling\"}, {\"path\": \"2\", \"type\": \"m.Normalize\"}, {\"path\": \"3\","
            + " \"type\": \"m.Dense\"}]");
    refuses("`[3].type` must come in the order");
    file("modules.json", "[{\"type\": \"m.Transformer\"}]");
    refuses("`[0].path` must be there");
    file("modules.json", "{}");
    refuses("must be a list");
  }

  @Test
  void refusesWeightsOfAnotherShapeAndSettingsOfAnotherKind() throws IOException {
    file(
        "modules.json",
        "[{\"path\": \"\", \"type\": \"m.Transformer\"}, {\"path\": \"1_Pooling\", \"type\":"
            + " \"m.Pooling\"}, {\"path\": \"2_Dense\", \"type\": \"m.Dense\"}]");
    String layer = "{\"in_features\": 3, \"out_features\": %s, \"bias\": false%s}";
    file("2_Dense/config.json", layer.formatted("2", ""));
    weights(3, 2, 0);
    refuses("tensor `linear.weight` of shape [2, 3]", "one of shape [3, 2]");
    weights(2, 3, Float.NaN);
    refuses("value 5 of tensor `linear.weight` is NaN");
    weights(2, 3, 1);
    file("2_Dense/config.json", layer.formatted("2", ", \"use_residual\": true"));
    refuses("`use_residual` must not be set");
    file("2_Dense/config.json", layer.formatted("null", ""));
    refuses("`out_features` must be there but is null");
    file("2_Dense/config.json", layer.formatted("2", ", \"activation_function\": \"a.Sigmoid\""));
    refuses("`activation_function`", "a.Sigmoid");
    file("2_Dense/config.json", layer.formatted("2", ", \"activation_function\": \"a.Identity\""));
    float[] x = TinyNetwork.row("the");
    gives("the", Vectors.normalise(new float[] {x[0], x[2]}));
  }

  /** Rows that take out the first number and the last, the latter times {@code last}. */
  private void weights(int rows, int columns, float last) throws IOException {
    byte[] header =
        "{\"linear.weight\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,24]}}"
            .formatted(rows, columns)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 24).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    for (float value : new float[] {1, 0, 0, 0, 0, last}) {
      bytes.putFloat(value);
    }
    Files.createDirectories(folder.resolve("2_Dense"));
    Files.write(folder.resolve("2_Dense/model.safetensors"), bytes.array());
  }

  private static BitSet bits(int... positions) {
    BitSet bits = new BitSet();
    for (int position : positions) {
      bits.set(position);
    }
    return bits;
  }

  @Test
  void knowsWhichTextsItCuts() throws IOException {
    TinyNetwork.write(folder, true);
    file("sentence_bert_config.json", "{\"max_seq_length\": 5}");
    List<String> texts =
        List.of("the", "the river runs", "the river runs the", "the river the river runs");
    try (Encoder encoder = SentenceTransformerDirectory.open(folder, 1)) {
      assertThat(encoder.longestTokens()).hasValue(5);
      assertThat(encoder.cut(texts)).contains(bits(2, 3));
      assertThat(encoder.cut(List.of())).contains(bits());
      float[][] vectors = encoder.encode(texts);
      assertThat(vectors[2]).as("what is cut").containsExactly(vectors[1]);
    }
    file("config_sentence_transformers.json", PROMPT);
    try (Encoder encoder = SentenceTransformerDirectory.open(folder, 1)) {
      assertThat(encoder.cut(texts)).as("the prompt takes two").contains(bits(1, 2, 3));
    }
  }

  @Test
  void takesTheLimitOfTheModelWhereTheSettingsGiveNone() throws IOException {
    file("config.json", "{\"max_position_embeddings\": 7}");
    file("tokenizer_config.json", "{\"model_max_length\": 1000000000000000019884624838656}");
    try (Encoder encoder = SentenceTransformerDirectory.open(folder, 1)) {
      assertThat(encoder.longestTokens()).hasValue(7);
    }
    file("tokenizer_config.json", "{\"model_max_length\": 6}");
    file("sentence_bert_config.json", "{\"max_seq_length\": null}");
    try (Encoder encoder = SentenceTransformerDirectory.open(folder, 1)) {
      assertThat(encoder.longestTokens()).hasValue(6);
    }
  }

  @Test
  void namesTheTextThatHasNoVector() throws IOException {
    try (Encoder encoder = SentenceTransformerDirectory.open(folder, 1)) {
      assertThatThrownBy(() -> encoder.encode(List.of("the river", " ")))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("text \"\" (1 characters)", "without direction");
    }
  }
}
