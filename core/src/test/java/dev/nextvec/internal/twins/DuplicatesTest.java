package dev.nextvec.internal.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.twins.NearDuplicates.Found;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.HeapVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicatesTest {

  private static float[][] random(int rows, int dimension, long seed) {
    Random random = new Random(seed);
    float[][] vectors = new float[rows][dimension];
    for (float[] vector : vectors) {
      for (int d = 0; d < dimension; d++) {
        vector[d] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  private static long[] all(int rows) {
    return LongStream.range(0, rows).toArray();
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int d = 0; d < a.length; d++) {
      ab += (double) a[d] * b[d];
      aa += (double) a[d] * a[d];
      bb += (double) b[d] * b[d];
    }
    return ab / Math.sqrt(aa * bb);
  }

  @Test
  void equalVectorsAreFoundAsGroupsAndZeroHasNoSign() {
    float[][] vectors = random(50, 5, 1);
    vectors[7][2] = 0f;
    vectors[20] = vectors[7].clone();
    vectors[20][2] = -0f;
    vectors[41] = vectors[7].clone();
    vectors[30] = vectors[3].clone();
    assertThat(ExactDuplicates.of(HeapVectors.of(vectors), all(50), Progress.none()))
        .containsExactly(List.of(3L, 30L), List.of(7L, 20L, 41L));
  }

  @Test
  void onlyTheRowsAskedForAreLookedAt() {
    float[][] vectors = random(10, 5, 1);
    vectors[9] = vectors[0].clone();
    assertThat(ExactDuplicates.of(HeapVectors.of(vectors), all(9), Progress.none())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3, 0.99", "1, 0.9", "2, 0.999", "24, 0.9", "40, 0.97"})
  void findsExactlyThePairsThatComparingAllWithAllFinds(int dimension, double least) {
    float[][] vectors = random(400, dimension, dimension);
    Random noise = new Random(5);
    for (int i = 0; i < 60; i++) {
      int from = noise.nextInt(400);
      int to = noise.nextInt(400);
      for (int d = 0; d < dimension; d++) {
        vectors[to][d] = vectors[from][d] * 3 + (float) (0.5 * noise.nextGaussian());
      }
    }
    int[] parts = noise.ints(400, 0, 3).toArray();
    List<String> expected = new ArrayList<>();
    long within = 0;
    for (int i = 0; i < 400; i++) {
      for (int j = i + 1; j < 400; j++) {
        if (cosine(vectors[i], vectors[j]) >= least) {
          expected.add(i + "-" + j);
          within += parts[i] == parts[j] ? 1 : 0;
        }
      }
    }
    Found found =
        NearDuplicates.search(HeapVectors.of(vectors), all(400), parts, least, 2, Progress.none());
    assertThat(expected).isNotEmpty();
    assertThat(found.searchedShare()).isEqualTo(1);
    assertThat(found.withinCount()).isEqualTo(within);
    assertThat(found.withinCount() + found.acrossCount()).isEqualTo(expected.size());
    if (expected.size() < NearDuplicates.KEPT) {
      List<String> pairs = new ArrayList<>();
      found.within().forEach(pair -> pairs.add(pair.first() + "-" + pair.second()));
      found.across().forEach(pair -> pairs.add(pair.first() + "-" + pair.second()));
      assertThat(pairs).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void allRowsEqualAreAllPairsOfThem() {
    float[][] vectors = new float[30][];
    for (int i = 0; i < 30; i++) {
      vectors[i] = new float[] {1, 2, 3, 4};
    }
    Found found =
        NearDuplicates.search(
            HeapVectors.of(vectors), all(30), new int[30], 0.999, 1, Progress.none());
    assertThat(found.withinCount()).isEqualTo(30 * 29 / 2);
    assertThat(found.acrossCount()).isZero();
  }

  @Test
  void aThresholdThatIsNoCosineIsRefused() {
    assertThatThrownBy(
            () ->
                NearDuplicates.search(
                    HeapVectors.of(random(3, 4, 1)), all(3), new int[3], 1.5, 1, Progress.none()))
        .hasMessage("`near` must be above 0 and at most 1 but was 1.5");
  }
}
