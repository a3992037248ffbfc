package dev.nextvec.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineComparisonTest {
  private static final int DIMENSION = 8;

  @TempDir Path directory;

  /** Twelve documents of random steps; {@code copies} of them are the first one again. */
  private Dataset dataset(int copies) throws IOException {
    Path path = directory.resolve("copies-" + copies);
    DatasetOptions options = DatasetOptions.of(DIMENSION, VectorType.FLOAT32);
    try (DatasetWriter writer = DatasetWriter.create(path, options)) {
      for (int document = 0; document < 12; document++) {
        Random random = new Random(document <= copies ? 0 : document);
        float[][] vectors = new float[15][DIMENSION];
        for (int row = 0; row < vectors.length; row++) {
          for (int i = 0; i < DIMENSION; i++) {
            float before = row == 0 ? 0 : vectors[row - 1][i];
            vectors[row][i] = 0.7f * before + (float) random.nextGaussian();
          }
        }
        writer.append("d" + document, "", "d" + document, List.of(), vectors);
      }
      writer.finish();
    }
    return Dataset.open(path);
  }

  @Test
  void givesEveryBaselineOnOneSplit() throws IOException {
    try (Dataset dataset = dataset(0)) {
      Comparison comparison = BaselineComparison.of(dataset, Split.of(dataset, 5, Split.SEED));
      assertThat(comparison.rows())
          .extracting(Row::name)
          .containsExactlyInAnyOrderElementsOf(Baselines.names(5, DIMENSION));
      assertThat(comparison.standing().marks()).isEmpty();
    }
  }

  @Test
  void refusesATestThatIsNotNewAndNamesOnlyWhatItsCallerCanDo() throws IOException {
    try (Dataset dataset = dataset(10)) {
      Split split = Split.of(dataset, 5, Split.SEED);
      assertThatThrownBy(() -> BaselineComparison.of(dataset, split))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("leak: ")
          .hasMessageEndingWith("clean or split it anew");
    }
  }
}
