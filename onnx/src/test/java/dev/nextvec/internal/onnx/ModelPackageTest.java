package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPackageTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static void requireOneLine(Throwable thrown) {
    assertThat(thrown.getMessage()).doesNotContain("\n");
  }

  private void requireRefused(Path path, String... words) {
    assertThatThrownBy(() -> Model.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(words)
        .satisfies(ModelPackageTest::requireOneLine);
  }

  @Test
  void aPackageOpensAndPredicts() throws Exception {
    try (Model model = Model.open(Exports.written(folder))) {
      Prediction next = model.predict(Exports.context());
      float length = (float) Math.sqrt(14);
      for (int k = 0; k < 3; k++) {
        assertThat(next.vector()[k]).isCloseTo((k + 1) / length, within(1e-6f));
      }
      assertThat(next.attention()).isEmpty();
      assertThat(model.name()).isEqualTo("average");
      assertThat(model.encoder().orElseThrow().name()).isEqualTo("first");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.onnx",
        "model.safetensors",
        "golden.safetensors",
        "encoder.json",
        "config.json"
      })
  void aFileThatIsGoneOrChangedIsRefusedByName(String file) throws Exception {
    Path target = Exports.written(folder);
    Path place = target.resolve(file);
    byte[] bytes = Files.readAllBytes(place);
    Files.delete(place);
    requireRefused(target, file);
    byte[] changed = bytes.clone();
    changed[changed.length / 2] ^= 1;
    Files.write(place, changed);
    requireRefused(target, file);
    Files.write(place, Arrays.copyOf(bytes, bytes.length - 3));
    requireRefused(target, file);
    Files.write(place, bytes);
    Model.open(target).close();
  }

  @Test
  void aFigureThatWasChangedInTheConfigurationIsNoticed() throws Exception {
    Path target = Exports.written(folder);
    Path config = target.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("apache-2.0", "mit"));
    requireRefused(target, "config.json was changed or damaged");
    Files.writeString(config, "{\"model_type\": \"bert\"}");
    requireRefused(target, "is of no model package that this version reads");
    Files.writeString(config, "{\"format\": ");
    requireRefused(target, "config.json");
  }

  /** The card is for people: who publishes a model completes it. */
  @Test
  void theCardMayBeEdited() throws Exception {
    Path target = Exports.written(folder);
    Files.writeString(target.resolve("README.md"), "# mine\n");
    Files.writeString(target.resolve(".gitattributes"), "*.onnx filter=lfs\n");
    Model.open(target).close();
  }

  @Test
  void anotherModelIsRefusedThoughEveryHashFits() throws Exception {
    Path target = Exports.written(folder);
    OnnxFile.STANDARD.write(
        target.resolve("model.onnx"),
        new Exportable.Fitted(new Persistence(Exports.N, Exports.DIM)),
        Map.of());
    Path config = target.resolve("config.json");
    ObjectNode json = (ObjectNode) JSON.readTree(Files.readString(config));
    json.remove("sha256");
    ((ObjectNode) json.get("files")).put("model.onnx", Sha256.ofFile(target.resolve("model.onnx")));
    Seal.put(json);
    Files.writeString(config, json.toString());
    requireRefused(target, "does not predict what was recorded when it was written");
  }

  @Test
  void vectorsOfAnotherEncoderAreRefused() throws Exception {
    try (Model model = Model.open(Exports.written(folder))) {
      model.requireEncoder(Exports.encoder("first under another name", 1));
      assertThatThrownBy(() -> model.requireEncoder(Exports.encoder("second", -1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("the model `average` takes no such vectors", "first", "second")
          .satisfies(ModelPackageTest::requireOneLine);
    }
  }

  @Test
  void anyNumberOfThreadsAskAtOnceAndClosingWaitsForThem() throws Exception {
    Model model = Model.open(Exports.written(folder));
    float[] alone = model.predict(Exports.context()).vector();
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int count = i % 5 + 1;
      calls.add(
          () ->
              model.predictAll(Collections.nCopies(count, Exports.context())).stream()
                  .allMatch(each -> Arrays.equals(each.vector(), alone)));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isTrue();
      }
      List<Future<?>> late = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        late.add(threads.submit(() -> refusedOrRight(model, alone)));
      }
      model.close();
      model.close();
      for (Future<?> call : late) {
        call.get();
      }
    }
    assertThatThrownBy(() -> model.predict(Exports.context()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model `average` is closed: open it again");
  }

  private static void refusedOrRight(Model model, float[] expected) {
    try {
      assertThat(model.predict(Exports.context()).vector()).isEqualTo(expected);
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessageContaining("is closed");
    }
  }

  private static FloatBuffer joined(int count, ByteOrder order) {
    FloatBuffer all =
        ByteBuffer.allocateDirect(Float.BYTES * (1 + count * Exports.N * Exports.DIM))
            .order(order)
            .asFloatBuffer();
    all.put(7f); // before its position: no part of it
    for (int i = 0; i < count; i++) {
      for (float[] vector : Exports.context()) {
        float[] longer = vector.clone();
        longer[0] += i;
        all.put(longer);
      }
    }
    return all.flip().position(1);
  }

  private static List<float[][]> apart(FloatBuffer joined) {
    List<float[][]> all = new ArrayList<>();
    for (FloatBuffer rest = joined.slice(); rest.hasRemaining(); ) {
      float[][] context = new float[Exports.N][Exports.DIM];
      for (float[] vector : context) {
        rest.get(vector);
      }
      all.add(context);
    }
    return all;
  }

  @Test
  void contextsInABufferArePredictedFromAsThoseInAList() throws Exception {
    try (Model model = Model.open(Exports.written(folder))) {
      for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        FloatBuffer joined = joined(300, order); // more than are computed at once
        List<Prediction> made = model.predictAll(joined);
        assertThat(joined.position()).isEqualTo(1);
        assertThat(joined.hasRemaining()).isTrue();
        List<Prediction> expected = model.predictAll(apart(joined));
        assertThat(made).hasSize(300);
        for (int i = 0; i < 300; i++) {
          assertThat(made.get(i).vector()).isEqualTo(expected.get(i).vector());
        }
      }
      assertThat(model.predictAll(FloatBuffer.allocate(0))).isEmpty();
      assertThatThrownBy(() -> model.predictAll(FloatBuffer.allocate(7)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a multiple of");
      FloatBuffer wrong = joined(3, ByteOrder.LITTLE_ENDIAN);
      wrong.put(1 + Exports.N * Exports.DIM, Float.NaN);
      assertThatThrownBy(() -> model.predictAll(wrong))
          .hasMessage("vector 0 of context 1 must be finite but holds NaN");
    }
  }

  @Test
  void whatIsNoModelIsNamed() throws IOException {
    requireRefused(folder.resolve("nowhere"), "nowhere does not exist");
    requireRefused(folder, "is no model: name a model package");
    Path text = Files.writeString(folder.resolve("notes.txt"), "text");
    requireRefused(text, "is no model");
  }
}
