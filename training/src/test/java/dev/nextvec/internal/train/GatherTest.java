package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GatherTest {
  private static final int DIM = 8;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void aBatchHoldsTheContextsAndTargetsOfItsWindows(VectorType type) throws IOException {
    try (Dataset dataset = dataset(type)) {
      Windows windows = dataset.windows(5);
      int[] order = {3, 0, 2, 1};
      try (PointerScope scope = new PointerScope();
          Gather gather = new Gather(Tiny.engine().torch(), windows, 3)) {
        Batch batch = gather.batch(order, 1, 3);
        float[] contexts = new float[3 * 5 * DIM];
        Tiny.engine()
            .torch()
            .download(
                batch.contexts().toType(torch.ScalarType.Float).contiguous(),
                contexts,
                contexts.length);
        float[] expected = new float[contexts.length];
        float[] targets = new float[3 * DIM];
        for (int b = 0; b < 3; b++) {
          windows.context(order[1 + b], expected, b * 5 * DIM);
          windows.target(order[1 + b], targets, b * DIM);
        }
        assertThat(windows.vectors().type()).isEqualTo(type);
        assertThat(contexts).isEqualTo(expected);
        assertThat(batch.targets()).isEqualTo(targets);
      }
    }
  }

  private Dataset dataset(VectorType type) throws IOException {
    CounterRandom random = CounterRandom.of(1, "vectors");
    try (DatasetWriter writer =
        DatasetWriter.create(directory.resolve("data"), DatasetOptions.of(DIM, type))) {
      float[] vectors = new float[9 * DIM];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = (float) random.gaussian(i);
      }
      writer.append("d", "", "d", List.of(), vectors);
      writer.finish();
    }
    return Dataset.open(directory.resolve("data"));
  }
}
