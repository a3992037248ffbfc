package dev.nextvec.cli;

import static dev.nextvec.cli.Invoked.call;
import static dev.nextvec.cli.Invoked.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.npy.NpyArray;
import dev.nextvec.text.Chunker;
import dev.nextvec.vector.VectorType;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictTest {
  private static final int DIM = TinyData.DIM;

  @TempDir static Path trained = Path.of("");
  private static Path data = Path.of("");
  private static Path run = Path.of("");
  private static Path model = Path.of("");
  private static Path graph = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void train() throws Exception {
    data = TinyData.turning(trained.resolve("data"), 80, 12, 1);
    run = trained.resolve("amn");
    model = trained.resolve("amn.model");
    graph = trained.resolve("amn.onnx");
    done(
        "train",
        data,
        "--model-type=amn",
        "--out=" + run,
        "--epochs=1",
        "--hidden=8",
        "--threads=1",
        "--speed-seconds=0.05");
    done("export", run, "--out", model, "--speed-seconds=0.05");
    done("export", run, "--format=onnx", "--out", graph, "--speed-seconds=0.05");
  }

  private static JsonNode json(Object... words) throws Exception {
    Object[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--json";
    return new ObjectMapper().readTree(done(all).out()).path("predictions");
  }

  private static void refused(int exit, String said, Object... words) {
    Invoked called = call(words);
    assertThat(called.exit()).as(called.err()).isEqualTo(exit);
    assertThat(called.err()).contains(said);
    assertThat(called.out()).isEmpty();
  }

  private Path vectors(String name, String shape, float... values) throws Exception {
    return TinyData.npy(folder.resolve(name), shape, values);
  }

  @Test
  void aRunItsPackageAndItsGraphPredictTheSame() throws Exception {
    Path context = vectors("x.npy", "7, 8", TinyData.walk(new Random(3), 7));
    JsonNode expected = json("predict", run, "--vectors", context).get(0);
    assertThat(expected.path("prediction").size()).isEqualTo(DIM);
    assertThat(expected.path("attention").size()).isEqualTo(5);
    for (Path each : List.of(model, graph)) {
      JsonNode found = json("predict", each, "--vectors", context).get(0);
      for (int i = 0; i < DIM; i++) {
        double difference =
            found.path("prediction").get(i).asDouble()
                - expected.path("prediction").get(i).asDouble();
        assertThat(Math.abs(difference)).isLessThan(1e-5);
      }
    }
  }

  @Test
  void theLastRowsAreTheContextAndABatchIsWrittenAsOneRowEach() throws Exception {
    float[] rows = TinyData.walk(new Random(4), 7);
    float[] both = new float[2 * 5 * DIM];
    System.arraycopy(rows, 0, both, 0, 5 * DIM);
    System.arraycopy(rows, 2 * DIM, both, 5 * DIM, 5 * DIM);
    Path out = folder.resolve("out.npy");
    done("predict", model, "--vectors", vectors("b.npy", "2, 5, 8", both), "--out", out);
    NpyArray written = NpyArray.open(out);
    assertThat(written.shape()).containsExactly(2L, (long) DIM);
    float[] second = new float[DIM];
    written.floats(1, 1, second, 0);
    JsonNode last = json("predict", model, "--vectors", vectors("l.npy", "7, 8", rows)).get(0);
    for (int i = 0; i < DIM; i++) {
      assertThat(Math.abs(second[i] - last.path("prediction").get(i).asDouble())).isLessThan(1e-5);
    }
    refused(1, "exists", "predict", model, "--vectors", folder.resolve("b.npy"), "--out", out);
  }

  @Test
  void theNearestChunksLeaveOutThoseOfTheContext() throws Exception {
    JsonNode found =
        json(
                "predict",
                model,
                "--dataset",
                data,
                "--document=d3",
                "--at=7",
                "--nearest",
                data,
                "--top-k=955")
            .get(0);
    JsonNode nearest = found.path("nearest");
    assertThat(nearest.size()).isEqualTo(80 * 12 - 5);
    double before = 2;
    for (JsonNode each : nearest) {
      long position = each.path("position").asLong();
      boolean own = each.path("document").asText().equals("d3") && position >= 2 && position < 7;
      assertThat(own).isFalse();
      assertThat(each.path("cosine").asDouble()).isLessThanOrEqualTo(before);
      before = each.path("cosine").asDouble();
    }
    JsonNode best = nearest.get(0);
    try (Dataset open = Dataset.open(data)) {
      int number = Integer.parseInt(best.path("document").asText().substring(1));
      float[] row = open.vectors().read(number * 12L + best.path("position").asLong());
      double cosine = 0;
      for (int i = 0; i < DIM; i++) {
        cosine += row[i] * found.path("prediction").get(i).asDouble();
      }
      assertThat(Math.abs(cosine - best.path("cosine").asDouble())).isLessThan(1e-5);
    }
  }

  @Test
  void copiesOfAContextThatIsNotOfTheDatasetAreLeftOutToo() throws Exception {
    float[] rows = new float[5 * DIM];
    try (Dataset open = Dataset.open(data)) {
      open.vectors().read(3 * 12 + 2, 5, rows, 0);
    }
    Path context = vectors("copied.npy", "5, 8", rows);
    JsonNode found =
        json("predict", model, "--vectors", context, "--nearest", data, "--top-k=960").get(0);
    assertThat(found.path("nearest").size()).isEqualTo(80 * 12 - 5);
    assertThat(found.path("nearest"))
        .noneMatch(
            each ->
                each.path("document").asText().equals("d3")
                    && each.path("position").asInt() >= 2
                    && each.path("position").asInt() < 7);
  }

  @Test
  void aTextIsCutAndEncodedAndItsLastChunksAreTheContext() throws Exception {
    String sentence = "The quick fox number %d jumps over the dog. ";
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      words.append(sentence.formatted(i));
    }
    Path file = Files.writeString(folder.resolve("a.txt"), words.toString());
    try (FakeService service = new FakeService()) {
      Object[] asked = {
        "predict",
        model,
        "--text",
        file,
        "--encoder",
        service.url(),
        "--encoder-model=m",
        "--chunk-chars=45"
      };
      JsonNode found = json(asked).get(0).path("prediction");
      assertThat(found.size()).isEqualTo(DIM);
      Object[] piped = asked.clone();
      piped[3] = "-";
      InputStream before = System.in;
      System.setIn(Files.newInputStream(file));
      try {
        assertThat(json(piped).get(0).path("prediction")).isEqualTo(found);
      } finally {
        System.setIn(before);
      }
      Object[] said = asked.clone();
      said[3] = words.toString();
      assertThat(json(said).get(0).path("prediction")).isEqualTo(found);
      said[3] = "not-there.txt";
      refused(1, "there is no file `not-there.txt`: name one, or give several words", said);
      said[3] = "my page.md";
      refused(1, "there is no file `my page.md`: name one, or give several words that", said);
      Files.writeString(file, sentence.formatted(1));
      refused(1, "there is only 1 chunk of text", asked);
    }
  }

  @Test
  void aTextIsCutAsThatWasWhichTheModelLearnedFrom() throws Exception {
    String sentence = "Das steht im Kap. Sieben des Gesetzes dahier. "; // two in English
    Path text = Files.writeString(folder.resolve("cut.txt"), sentence.repeat(100));
    try (FakeService service = new FakeService()) {
      String named = "m at " + URI.create(service.url()).getAuthority();
      EncoderFingerprint maker = new EncoderFingerprint(named, "", List.of());
      Path cut = encoded("cut", maker.cutAt(30, "de", Chunker.RULES));
      Path newest = folder.resolve("cut.model");
      done("export", "persistence", "--data", cut, "--out", newest, "--speed-seconds=0.05");
      Object[] asked = {
        "predict",
        newest,
        "--text",
        text,
        "--encoder=" + service.url(),
        "--encoder-model=m",
        "--json"
      };
      Invoked told = call(asked);
      assertThat(told.exit()).as(told.err()).isZero();
      assertThat(told.err())
          .contains("have about 30 characters, and so has the text")
          .doesNotContain("cutting");
      Invoked plainly =
          call(Stream.concat(Stream.of(asked), Stream.of("--chunk-chars=30")).toArray());
      assertThat(plainly.out()).isEqualTo(told.out());
      assertThat(plainly.err()).doesNotContain("characters");
      Invoked otherwise =
          call(Stream.concat(Stream.of(asked), Stream.of("--language=en")).toArray());
      assertThat(otherwise.out()).isNotEqualTo(told.out()).startsWith("{");
      Path before = encoded("before", maker.cutAt(30, "de", Chunker.RULES - 1));
      asked[1] = folder.resolve("before.model");
      done("export", "persistence", "--data", before, "--out", asked[1], "--speed-seconds=0.05");
      assertThat(call(asked).err())
          .contains(
              "the chunks of "
                  + asked[1]
                  + " were cut by other rules (cutting "
                  + (Chunker.RULES - 1)
                  + ")");
      asked[1] = model;
      assertThat(call(asked).err())
          .contains("nothing tells how long the chunks of " + model + " are", "400 characters");
    }
  }

  @Test
  void vectorsOfAnotherEncoderAreRefused() throws Exception {
    Path mine = encoded("mine", "A", 1);
    Path other = encoded("other", "B", -1);
    Path ridge = folder.resolve("ridge.model");
    done("export", "ridge", "--data", mine, "--out", ridge, "--speed-seconds=0.05");
    done("predict", ridge, "--dataset", mine, "--document=d0", "--nearest", mine);
    refused(1, "takes no such vectors", "predict", ridge, "--dataset", other, "--document=d0");
    refused(
        1,
        "takes no such vectors",
        "predict",
        ridge,
        "--dataset",
        mine,
        "--document=d0",
        "--nearest",
        other);
  }

  private Path encoded(String name, String encoder, float sign) throws Exception {
    float[] probe = new float[DIM];
    probe[0] = sign;
    return encoded(
        name,
        new EncoderFingerprint(
            encoder, "", List.of(EncoderFingerprint.ProbeText.of("A probe.", probe))));
  }

  private Path encoded(String name, EncoderFingerprint print) throws Exception {
    Path target = folder.resolve(name);
    DatasetOptions options =
        DatasetOptions.of(DIM, VectorType.FLOAT32).withEncoder(Optional.of(print));
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      Random random = new Random(9);
      for (int i = 0; i < 40; i++) {
        writer.begin("d" + i, "", "d" + i);
        writer.add(List.of(), TinyData.walk(random, 9), 0, 9);
        writer.end();
      }
      writer.finish();
    }
    return target;
  }

  @Test
  void badInputIsRefusedInOneLine() throws Exception {
    float[] rows = TinyData.walk(new Random(6), 5);
    float[] broken = rows.clone();
    broken[2 * DIM] = Float.NaN;
    float[] zero = rows.clone();
    Arrays.fill(zero, DIM, 2 * DIM, 0);
    refused(1, "vector 2 of", "predict", model, "--vectors", vectors("n.npy", "5, 8", broken));
    refused(1, "is all zeros", "predict", model, "--vectors", vectors("z.npy", "5, 8", zero));
    refused(1, "has shape [4, 10]", "predict", model, "--vectors", vectors("d.npy", "4, 10", rows));
    refused(1, "has shape [40]", "predict", model, "--vectors", vectors("f.npy", "40,", rows));
    refused(
        1,
        "there are only 4",
        "predict",
        model,
        "--vectors",
        vectors("s.npy", "4, 8", Arrays.copyOf(rows, 4 * DIM)));
    Path whole = vectors("i.npy", "5, 8", rows);
    String bytes = Files.readString(whole, StandardCharsets.ISO_8859_1);
    Files.writeString(whole, bytes.replace("<f4", "<i4"), StandardCharsets.ISO_8859_1);
    refused(1, "has dtype <i4: expected float16", "predict", model, "--vectors", whole);
    Path archive = Files.writeString(folder.resolve("a.npz"), "PK\u0003\u0004 and more");
    refused(1, "not an NPY array but an archive", "predict", model, "--vectors", archive);
    Path tiny = TinyData.dataset(folder.resolve("tiny"), 1, 3, 1);
    refused(1, "there are only 3 chunks in document `d0`", "predict", model, "--dataset", tiny);
  }

  @Test
  void aDocumentOrChunkThatIsNotThereIsWrongUsage() throws Exception {
    refused(2, "name the one to predict in", "predict", model, "--dataset", data);
    refused(2, "has no document `x`", "predict", model, "--dataset", data, "--document=x");
    for (String at : List.of("--at=13", "--at=4")) {
      refused(2, "must be at 5 to 12", "predict", model, "--dataset", data, "--document=d1", at);
    }
  }

  @Test
  void whatHasNoEffectIsRefusedByNameThoughItIsTheDefault() throws Exception {
    Path x = vectors("x.npy", "5, 8", TinyData.walk(new Random(6), 5));
    refused(2, "predict from one thing", "predict", model);
    for (String option :
        List.of(
            "--at=6",
            "--document=d1",
            "--top-k=5",
            "--overwrite",
            "--chunk-chars=800",
            "--language=en",
            "--encoder=default",
            "--encoder-model=m",
            "--encoder-batch=32",
            "--api-key-variable=K",
            "--encoder-key-header=api-key",
            "--threads=2")) {
      String name = option.replaceFirst("=.*", "");
      refused(
          2, "`" + name + "` has no effect without --", "predict", model, "--vectors", x, option);
    }
  }

  @Test
  void thePlaceOfTheOutputIsLookedAtBeforeAnythingIsComputed() throws Exception {
    Path x = vectors("x.npy", "5, 8", TinyData.walk(new Random(6), 5));
    Path nowhere = folder.resolve("no model");
    refused(
        1, "is no directory", "predict", nowhere, "--vectors", x, "--out", x.resolve("out.npy"));
    refused(1, "is a directory", "predict", nowhere, "--vectors", x, "--out", folder);
    Path made = folder.resolve("new/folder/out.npy");
    Invoked said = done("predict", model, "--vectors", x, "--out", made, "--json");
    assertThat(new ObjectMapper().readTree(said.out()).path("written").asText())
        .isEqualTo(made.toString());
    assertThat(NpyArray.open(made).shape()).containsExactly(1L, (long) DIM);
  }
}
