package dev.nextvec.internal.leak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is grouped when a dataset is written is what the check of a split looks for. */
class GroupedCopiesTest {
  private static final int DIM = 64;
  private static final int CHUNKS = 8;

  private final Random random = new Random(7);

  @TempDir Path folder;

  private float[] vector() {
    float[] v = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      v[i] = (float) random.nextGaussian();
    }
    return v;
  }

  /** Of {@code share} of its length away from {@code v}. */
  private float[] near(float[] v, double share) {
    float[] moved = vector();
    for (int i = 0; i < DIM; i++) {
      moved[i] = (float) (v[i] + share * moved[i]);
    }
    return moved;
  }

  private Dataset write(boolean group, float[][][] documents) throws IOException {
    Path target = folder.resolve("data");
    DatasetOptions options =
        DatasetOptions.of(DIM, VectorType.FLOAT32).withGroupCopies(group).withOverwrite(true);
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      for (int i = 0; i < documents.length; i++) {
        writer.append("d" + i, "", "d" + i, List.of(), documents[i]);
      }
      writer.finish();
    }
    return Dataset.open(target);
  }

  @Test
  void noSplitOfWhatWasGroupedLeaks() throws IOException {
    float[][][] documents = new float[40][CHUNKS][];
    for (float[][] document : documents) {
      for (int i = 0; i < CHUNKS; i++) {
        document[i] = vector();
      }
    }
    for (int i = 0; i < 12; i++) {
      documents[i][i % CHUNKS] = near(documents[i + 13][(i + 3) % CHUNKS], 0.05 + 0.02 * i);
    }
    for (boolean group : new boolean[] {false, true}) {
      try (Dataset dataset = write(group, documents)) {
        int leaking = 0;
        for (int seed = 0; seed < 10; seed++) {
          Split split =
              Split.of(dataset, 2, new SplitFractions(0.2, 0.3), seed, OptionalInt.empty());
          LeakReport found = LeakCheck.of(dataset, split, OptionalDouble.empty(), Progress.none());
          leaking += found.leaks().isEmpty() ? 0 : 1;
        }
        assertThat(leaking).isEqualTo(group ? 0 : 10);
      }
    }
  }
}
