package dev.nextvec.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.RandomModels;
import dev.nextvec.vector.HeapVectors;
import dev.nextvec.vector.Rows;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cosines of queries with candidates, on whatever engine. */
public abstract class SimilaritiesContract {
  private static final int DIMENSION = 7;
  private final Engine engine;

  protected SimilaritiesContract(Engine engine) {
    this.engine = engine;
  }

  @Test
  protected void everyPairComesOnceWithItsCosineWhateverTheLengths() {
    float[] queries = gaussian(1100, 1);
    float[] candidates = gaussian(9000, 2);
    HeapVectors store = HeapVectors.of(candidates, DIMENSION);
    float[][] seen = new float[1100][9000];
    for (float[] row : seen) {
      Arrays.fill(row, Float.NaN);
    }
    Similarities.scan(engine, store, queries, 1100, block -> copy(block, seen));
    for (int i = 0; i < 1100; i += 37) {
      for (int j = 0; j < 9000; j++) {
        assertThat((double) seen[i][j])
            .isCloseTo(cosine(queries, i, candidates, j), within((double) Similarities.ROUNDING));
      }
    }
    for (float[] row : seen) {
      for (float value : row) {
        assertThat(Float.isNaN(value)).isFalse();
      }
    }
  }

  @Test
  protected void mappedCandidatesHaveTheCosinesOfTheirMappedVectors() {
    float[] queries = gaussian(300, 1);
    float[] candidates = gaussian(3000, 2);
    HeapVectors store = HeapVectors.of(candidates, DIMENSION);
    CandidateMap map = RandomModels.map(DIMENSION);
    MappedStore mapped = MappedStore.of(engine, store, map);
    float[][] seen = new float[300][3000];
    Similarities.scan(engine, mapped, queries, 300, block -> copy(block, seen));
    for (int j = 0; j < 3000; j++) {
      float[] unit = store.read(j);
      Rows.normalise(unit, 0, DIMENSION);
      float[] other = map.apply(unit);
      assertThat((double) mapped.lengths()[j])
          .isCloseTo(Rows.length(other, 0, DIMENSION), within(1e-5));
      for (int i = 0; i < 300; i += 37) {
        assertThat((double) seen[i][j]).isCloseTo(cosine(queries, i, other, 0), within(2e-6));
      }
    }
  }

  @Test
  protected void listedRowsComeInTheirOrder() {
    float[] queries = gaussian(3, 1);
    float[] candidates = gaussian(20, 2);
    HeapVectors store = HeapVectors.of(candidates, DIMENSION);
    long[] rows = {17, 0, 17, 4};
    float[][] seen = new float[3][4];
    Similarities.scan(engine, store, rows, queries, 3, block -> copy(block, seen));
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        double expected = cosine(queries, i, candidates, (int) rows[j]);
        assertThat((double) seen[i][j]).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Test
  protected void aVectorOfZeroLengthHasCosineZero() {
    HeapVectors store = HeapVectors.of(new float[] {0, 0, 1, 1}, 2);
    float[][] seen = new float[2][2];
    Similarities.scan(engine, store, new float[] {2, 0, 0, 0}, 2, block -> copy(block, seen));
    assertThat(seen[0]).containsExactly(new float[] {0, (float) Math.sqrt(0.5)}, within(1e-6f));
    assertThat(seen[1]).containsExactly(0, 0);
  }

  @Test
  protected void nothingComesOfNoQueriesOrNoCandidates() {
    HeapVectors store = HeapVectors.of(new float[] {1, 0}, 2);
    Similarities.scan(engine, store, new float[0], 0, block -> assertThat(block).isNull());
    Similarities.scan(
        engine, store, new long[0], new float[] {1, 0}, 1, block -> assertThat(block).isNull());
  }

  @Test
  protected void refusesQueriesOfAnotherDimension() {
    HeapVectors store = HeapVectors.of(new float[] {1, 0}, 2);
    assertThatThrownBy(() -> Similarities.scan(engine, store, new float[3], 2, block -> {}))
        .hasMessage("3 numbers do not hold 2 queries of dimension 2");
  }

  private static void copy(Similarities.Block block, float[][] into) {
    for (int i = 0; i < block.queries(); i++) {
      for (int j = 0; j < block.candidates(); j++) {
        into[block.firstQuery() + i][(int) block.firstCandidate() + j] = block.value(i, j);
      }
    }
  }

  private static float[] gaussian(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count * DIMENSION];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * (1 + i / DIMENSION % 3));
    }
    return values;
  }

  private static double cosine(float[] a, int i, float[] b, int j) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int d = 0; d < DIMENSION; d++) {
      double x = a[i * DIMENSION + d];
      double y = b[j * DIMENSION + d];
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    return ab / Math.sqrt(aa * bb);
  }
}
