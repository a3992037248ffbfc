package dev.nextvec.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.NpyFiles;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VectorScanTest {
  @TempDir Path directory;

  @Test
  void findsTheFirstBadRowWhereverItIs() {
    int rows = 5000;
    float[] values = NpyFiles.random(rows, 97, 1);
    AtomicLong seen = new AtomicLong();
    assertThat(
            VectorScan.firstBad(
                HeapVectors.of(values, 97), (done, all) -> seen.accumulateAndGet(done, Math::max)))
        .isEmpty();
    assertThat(seen).hasValue(rows);
    for (int row : new int[] {rows - 1, 2703, 2702, 2701, 1, 0}) {
      values[row * 97 + 96] = Float.POSITIVE_INFINITY;
      assertThat(VectorScan.firstBad(HeapVectors.of(values, 97), Progress.none()))
          .contains(new VectorScan.BadVector(row, "has Infinity in component 96"));
    }
  }

  @Test
  void doesNotTakeLargeNumbersForInfiniteOnes() {
    float[] values = new float[64];
    Arrays.fill(values, -Float.MAX_VALUE);
    assertThat(VectorScan.firstBad(HeapVectors.of(values, 64), Progress.none())).isEmpty();
    float[] tiny = new float[64];
    tiny[63] = Float.MIN_VALUE;
    assertThat(VectorScan.firstBad(HeapVectors.of(tiny, 64), Progress.none())).isEmpty();
  }

  @Test
  void namesTheDocumentOfABadRow() throws IOException {
    Path data = NpyFiles.dataset(directory.resolve("data"), 4, 1, 7, 8);
    byte[] whole = Files.readAllBytes(data.resolve("vectors.npy"));
    NpyFiles.patch(data.resolve("vectors.npy"), whole.length - 15L * 16 + 9 * 16, new byte[16]);
    assertThatThrownBy(() -> Dataset.open(data).check(Progress.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 9 (document `d1`, chunk 2) is all zeros");
  }
}
