package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.engine.Engines;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.PrecisionChoice;
import dev.nextvec.text.SentenceTransformerDirectory;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default encoder in bfloat16 beside itself in float32, and what records which it was. */
@Tag("slow")
class EncodePrecisionTest {
  private static final List<String> SENTENCES =
      List.of(
          "The river rose by two metres in one night, and the bridge was closed until noon.",
          "Der Zug nach München hält heute nicht in Köln, weil die Gleise erneuert werden.",
          "Ο καιρός άλλαξε ξαφνικά και το πλοίο έμεινε στο λιμάνι.",
          "Поезд прибыл на станцию раньше, чем ожидали.",
          "今日は雨が降っているので、図書館で本を読みます。",
          "القطار تأخر ساعتين بسبب العاصفة.",
          "नदी के किनारे एक पुराना मंदिर है।",
          "x = [i ** 2 for i in range(10)]  # squares; see RFC 2119 §3, 50 % of 1,024 €",
          "🙂🚀 ok!!! www.example.org/a?b=c&d=%20 ----====++++");

  private static Encoder exact;
  private static Encoder narrow;

  @TempDir Path folder;

  @BeforeAll
  static void open() throws IOException {
    assumeTrue(Engines.bfloat16().isPresent(), "this processor has no bfloat16");
    exact = DefaultEncoder.open(2);
    narrow = DefaultEncoder.open(2, PrecisionChoice.BFLOAT16, line -> {});
  }

  @AfterAll
  static void close() {
    if (exact != null) {
      exact.close();
      narrow.close();
    }
  }

  /** Of all lengths, from nothing but a letter to more than is read. */
  private static List<String> texts() {
    List<String> texts = new ArrayList<>(List.of("a", "?", "A b", "same ".repeat(300)));
    for (int i = 0; i < SENTENCES.size(); i++) {
      String sentence = SENTENCES.get(i);
      texts.add(sentence);
      texts.add(sentence.substring(0, sentence.length() / 3));
      texts.add(sentence + " " + SENTENCES.get((i + 1) % SENTENCES.size()));
      texts.add((sentence + " ").repeat(3 + i));
    }
    return texts;
  }

  @Test
  void staysWithinACosineOfFloat32ForTextsOfAllLengthsAndScripts() throws IOException {
    List<String> texts = texts();
    float[][] wanted = exact.encode(texts);
    float[][] found = narrow.encode(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(Rows.cosine(wanted[i], found[i])).as(texts.get(i)).isGreaterThan(0.9999);
      assertThat(found[i]).as("in bfloat16").isNotEqualTo(wanted[i]);
    }
  }

  @Test
  void givesATextTheSameBitsWhateverElseIsEncodedWithIt() throws IOException {
    List<String> texts = new ArrayList<>(texts());
    float[][] together = narrow.encode(texts);
    Collections.reverse(texts);
    float[][] reversed = narrow.encode(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(reversed[texts.size() - 1 - i]).as(texts.get(i)).isEqualTo(together[i]);
    }
    for (int i = 0; i < texts.size(); i += 7) {
      assertThat(narrow.encode(texts.subList(i, i + 1))[0]).isEqualTo(reversed[i]);
    }
  }

  @Test
  void float32HasTheSameBitsAsBeforeThereWasAChoice() throws IOException {
    List<String> texts = texts();
    try (Encoder chosen = DefaultEncoder.open(2, PrecisionChoice.FLOAT32, line -> {})) {
      assertThat(chosen.encode(texts)).isEqualTo(exact.encode(texts));
      assertThat(chosen.fingerprint()).isEqualTo(exact.fingerprint());
      assertThat(chosen.fingerprint().toJson().has("precision")).isFalse();
    }
  }

  @Test
  void isRecognisedAsTheSameEncoderInAnotherPrecision() {
    EncoderFingerprint.requireCompatible(exact.fingerprint(), narrow.fingerprint());
    assertThat(narrow.fingerprint().precision()).isEqualTo(EncoderPrecision.BFLOAT16);
    assertThat(narrow.fingerprint().isMeasuredToBe(exact.fingerprint())).isFalse();
  }

  @Test
  void choosesByMeasuringAndSaysWhy() throws IOException {
    List<String> told = new ArrayList<>();
    try (Encoder chosen = DefaultEncoder.open(1, PrecisionChoice.AUTO, told::add)) {
      assertThat(told).hasSize(1);
      assertThat(told.getFirst())
          .matches(
              "encodes in (float32|bfloat16): bfloat16 is measured to be \\d+\\.\\d times as"
                  + " fast.*")
          .startsWith("encodes in " + chosen.fingerprint().precision().label());
    }
  }

  @Test
  void aSentenceTransformersDirectoryOfTheFamilyIsEncodedSoToo() throws IOException {
    for (String file : List.of("all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json")) {
      try (InputStream in = DefaultEncoder.class.getClassLoader().getResourceAsStream(file)) {
        Files.copy(in, folder.resolve(file.endsWith("onnx") ? "model.onnx" : "tokenizer.json"));
      }
    }
    Files.writeString(
        Files.createDirectory(folder.resolve("1_Pooling")).resolve("config.json"),
        "{\"word_embedding_dimension\": 384, \"pooling_mode_mean_tokens\": true}");
    List<String> texts = texts();
    try (Encoder whole = SentenceTransformerDirectory.open(folder, 1);
        Encoder directory =
            SentenceTransformerDirectory.open(folder, 1, PrecisionChoice.BFLOAT16, line -> {})) {
      float[][] wanted = whole.encode(texts);
      assertThat(directory.longestTokens())
          .as("longer than what the default encoder reads")
          .hasValue(512);
      assertThat(directory.fingerprint().precision()).isEqualTo(EncoderPrecision.BFLOAT16);
      float[][] found = directory.encode(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(Rows.cosine(wanted[i], found[i])).as(texts.get(i)).isGreaterThan(0.9999);
      }
    }
  }

  private Invoked encode(Path text, String out, String precision) throws Exception {
    return Invoked.nextvec(
        "data",
        "encode",
        text.toString(),
        "--out=" + folder.resolve(out),
        "--chunk-chars=60",
        "--threads=1",
        "--cache=" + folder.resolve("cache"),
        "--precision=" + precision,
        "--json");
  }

  @Test
  void aDatasetSaysItsPrecisionAndNoVectorOfAnotherGetsIntoIt() throws Exception {
    Path text = Files.writeString(folder.resolve("a.txt"), String.join(" ", SENTENCES));
    Invoked first = encode(text, "float32.nv", "float32");
    assertThat(first.exit()).as(first.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(encode(text, "bfloat16.nv", "bfloat16").out());
    assertThat(json.get("encoded")).as("nothing known").isEqualTo(json.get("chunks"));
    assertThat(json.get("dataset").get("encoder_precision").asText()).isEqualTo("bfloat16");
    assertThat(Invoked.nextvec("data", "info", folder.resolve("bfloat16.nv").toString()).out())
        .contains(DefaultEncoder.NAME + " in bfloat16");
    try (Dataset wide = Dataset.open(folder.resolve("float32.nv"));
        Dataset narrowed = Dataset.open(folder.resolve("bfloat16.nv"))) {
      assertThat(wide.encoder().orElseThrow().precision()).isEqualTo(EncoderPrecision.FLOAT32);
      assertThat(narrowed.encoder().orElseThrow().precision()).isEqualTo(EncoderPrecision.BFLOAT16);
      assertThat(narrowed.sha256()).isNotEqualTo(wide.sha256());
    }
  }
}
