package dev.nextvec.internal.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.progress.Progress;
import dev.nextvec.vector.HeapVectors;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwinSearchTest {
  private static float[][] random(int rows, int dimension, long seed) {
    Random random = new Random(seed);
    float[][] vectors = new float[rows][dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static long[] range(int from, int to) {
    return LongStream.range(from, to).toArray();
  }

  private static List<Twin> find(float[][] vectors, long[] rows, long[] among, double cosine) {
    return TwinSearch.find(HeapVectors.of(vectors), rows, among, cosine, Progress.none());
  }

  @ParameterizedTest
  @CsvSource({"1, 0.9", "3, 0.99", "24, 0.9", "40, 0.97", "64, 0.999"})
  void findsATwinForExactlyTheRowsThatComparingAllFinds(int dimension, double least) {
    float[][] vectors = random(400, dimension, dimension);
    Random noise = new Random(5);
    for (int i = 0; i < 60; i++) {
      int from = 100 + noise.nextInt(300);
      int to = noise.nextInt(100);
      double spread = 0.3 * noise.nextDouble();
      for (int d = 0; d < dimension; d++) {
        vectors[to][d] = vectors[from][d] * 3 + (float) (spread * noise.nextGaussian());
      }
    }
    TreeSet<Long> expected = new TreeSet<>();
    for (int i = 0; i < 100; i++) {
      for (int j = 100; j < 400; j++) {
        if (cosine(vectors[i], vectors[j]) >= least) {
          expected.add((long) i);
        }
      }
    }
    List<Twin> twins = find(vectors, range(0, 100), range(100, 400), least);
    assertThat(expected).isNotEmpty();
    assertThat(twins.stream().map(Twin::row)).containsExactlyElementsOf(expected);
    for (Twin twin : twins) {
      assertThat(twin.like()).isBetween(100L, 399L);
      assertThat(cosine(vectors[(int) twin.row()], vectors[(int) twin.like()]))
          .isGreaterThanOrEqualTo(least - 1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "24", "64"})
  void findsAllRowsOfOneDirectionThatComparingAllFinds(int dimension) {
    float[][] vectors = random(300, dimension, dimension);
    Random chosen = new Random(7);
    for (int i = 0; i < 120; i++) {
      int from = chosen.nextInt(300);
      int to = chosen.nextInt(300);
      for (int d = 0; d < dimension; d++) {
        vectors[to][d] = vectors[from][d] * (i % 2 == 0 ? 1 : 2.5f); // length does not matter
      }
    }
    vectors[17] = new float[dimension];
    long[] asked = {200, 17, 3, 3, 299, 40, 41, 42};
    List<long[]> groups =
        TwinSearch.sameDirection(HeapVectors.of(vectors), asked, 1 - 1e-6, Progress.none());
    int shared = 0;
    for (int i = 0; i < asked.length; i++) {
      int row = (int) asked[i];
      long[] expected =
          LongStream.range(0, 300)
              .filter(
                  other -> other == row || cosine(vectors[row], vectors[(int) other]) > 1 - 1e-6)
              .toArray();
      assertThat(groups.get(i)).as("row " + row).isEqualTo(expected);
      shared += expected.length - 1;
    }
    assertThat(shared).isPositive();
  }

  @Test
  void rowsThatAreAllAlikeAreOneGroup() {
    float[][] vectors = new float[50][];
    Arrays.setAll(vectors, i -> new float[] {1, 2, 3});
    List<long[]> groups =
        TwinSearch.sameDirection(HeapVectors.of(vectors), range(10, 40), 1 - 1e-6, Progress.none());
    assertThat(groups).hasSize(30).allSatisfy(group -> assertThat(group).isEqualTo(range(0, 50)));
    assertThat(new HashSet<>(groups)).as("one array for all").hasSize(1);
  }

  @Test
  void rowsThatAreAllAlikeAndRowsOfZeroAreNoTrouble() {
    float[][] vectors = new float[10][];
    for (int i = 0; i < 10; i++) {
      vectors[i] = i % 5 == 4 ? new float[3] : new float[] {1, 2, 3};
    }
    assertThat(find(vectors, range(0, 5), range(5, 10), 0.999).stream().map(Twin::row))
        .containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void aRowIsNoTwinOfItself() {
    assertThat(find(random(20, 8, 1), range(0, 20), range(0, 20), 0.999)).isEmpty();
  }

  @Test
  void aThresholdThatIsNoCosineIsRefused() {
    assertThatThrownBy(() -> find(random(4, 3, 1), range(0, 2), range(2, 4), 1.5))
        .hasMessageContaining("but was 1.5");
  }
}
