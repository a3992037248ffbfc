package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.RandomVector;
import dev.nextvec.model.Mixing;
import dev.nextvec.model.Model;
import dev.nextvec.model.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelExportTest {
  @TempDir Path folder;

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> !file.equals(folder)).toList();
    }
  }

  /** The linear average, but for a little in one number of one row. */
  private record NearlyAverage(LinearAverage average, int wrongRow, float error)
      implements Predictor {
    @Override
    public String name() {
      return "nearly";
    }

    @Override
    public int contextLength() {
      return average.contextLength();
    }

    @Override
    public int dimension() {
      return average.dimension();
    }

    @Override
    public long parameters() {
      return 0;
    }

    @Override
    public long flops() {
      return 0;
    }

    @Override
    public void predict(float[] contexts, int count, float[] raw) {
      average.predict(contexts, count, raw);
      raw[wrongRow * dimension()] += error;
    }
  }

  @Test
  void nothingIsWrittenWhereAnyPredictionDiffers() throws IOException {
    for (int row : new int[] {0, 2, 31, 127}) {
      ModelExport export =
          Exports.of(new NearlyAverage(Exports.AVERAGE, row, 1e-3f), Optional.empty());
      assertThatThrownBy(() -> export.writePackage(folder.resolve("it"), false))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(
              "nothing was written", "prediction " + row, "from what the model itself predicts");
      assertThatThrownBy(() -> export.writeOnnx(folder.resolve("it.onnx")))
          .hasMessageContaining("nothing was written");
      assertThat(left()).isEmpty();
    }
    Exports.of(new NearlyAverage(Exports.AVERAGE, 5, 1e-7f), Optional.empty())
        .writePackage(folder.resolve("it"), false);
    assertThat(folder.resolve("it/model.onnx")).exists();
  }

  @Test
  void anAttentionThatIsMissingIsADifference() {
    Predictor attentive =
        new Predictor() {
          @Override
          public String name() {
            return "attentive";
          }

          @Override
          public int contextLength() {
            return Exports.N;
          }

          @Override
          public int dimension() {
            return Exports.DIM;
          }

          @Override
          public long parameters() {
            return 0;
          }

          @Override
          public long flops() {
            return 0;
          }

          @Override
          public void predict(float[] contexts, int count, float[] raw) {
            Exports.AVERAGE.predict(contexts, count, raw);
          }

          @Override
          public Optional<Mixing> predictMixed(float[] contexts, int count, float[] raw) {
            predict(contexts, count, raw);
            return Optional.of(new Mixing(new float[count * Exports.N], raw.clone()));
          }
        };
    assertThatThrownBy(
            () -> Exports.of(attentive, Optional.empty()).writePackage(folder.resolve("it"), false))
        .hasMessageContaining("the attention is missing");
  }

  @Test
  void onlyAPackageIsReplacedAndOnlyWhenAsked() throws Exception {
    Path target = Exports.written(folder);
    byte[] before = Files.readAllBytes(target.resolve("config.json"));
    assertThatThrownBy(() -> Exports.average().writePackage(target, false))
        .hasMessageContaining("exists and is not empty");
    ModelExport wrong = Exports.of(new NearlyAverage(Exports.AVERAGE, 1, 0.1f), Optional.empty());
    assertThatThrownBy(() -> wrong.writePackage(target, true))
        .hasMessageContaining("nothing was written");
    assertThat(Files.readAllBytes(target.resolve("config.json"))).isEqualTo(before);
    Exports.average().writePackage(target, true);
    Model.open(target).close();
    Files.writeString(target.resolve("run.json"), "{}");
    assertThatThrownBy(() -> Exports.average().writePackage(target, true))
        .hasMessageContaining("is no model package");
    Path other = Files.createDirectory(folder.resolve("bert"));
    Files.writeString(other.resolve("config.json"), "{}");
    assertThatThrownBy(() -> Exports.average().writePackage(other, true))
        .hasMessageContaining("it may hold something else");
    assertThat(other.resolve("config.json")).exists();
  }

  @Test
  void whatShowsOnlyChanceIsNotExported() {
    RandomVector random = new RandomVector(3, 8, 1);
    assertThatThrownBy(
            () ->
                ModelGraph.of(
                    new Exportable.Fitted(random),
                    ModelGraph.Ends.PUBLISHED,
                    Precision.FLOAT32,
                    Map.of()))
        .hasMessageContaining("`random` shows what knowing nothing scores");
  }
}
