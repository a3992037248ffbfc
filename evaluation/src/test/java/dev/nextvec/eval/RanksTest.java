package dev.nextvec.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.eval.RankFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RanksTest {
  private static final double EXACT = 1e-6;

  /** First of 4; third of 10; tied with two others behind one of 6; alone. */
  private final Ranks ranks =
      new Ranks(
          new int[] {0, 2, 1, 0},
          new int[] {0, 0, 2, 0},
          new int[] {0, 0, 1, 0},
          new int[] {4, 10, 6, 1});

  @Test
  void everyMetricIsWhatCountingByHandGives() {
    assertThat(ranks.rank()).containsExactly(1, 3, 3, 1);
    assertThat(ranks.hits(1)).containsExactly(1, 0, 0, 1);
    assertThat(ranks.hits(2)).containsExactly(new float[] {1, 0, 1 / 3f, 1}, within(1e-6f));
    assertThat(ranks.hits(5)).containsExactly(1, 1, 1, 1);
    float tied = (1 / 2f + 1 / 3f + 1 / 4f) / 3;
    assertThat(ranks.reciprocal()).containsExactly(new float[] {1, 1 / 3f, tied, 1}, within(1e-6f));
    assertThat(ranks.contrast()[0]).isEqualTo(1);
    assertThat((double) ranks.contrast()[1]).isCloseTo(7 / 9.0, within(EXACT));
    assertThat((double) ranks.contrast()[2]).isCloseTo(3 / 5.0, within(EXACT));
    assertThat(ranks.contrast()[3]).isNaN();
    assertThat(RetrievalMetric.CONTRAST.mean(ranks))
        .isCloseTo((1 + 7 / 9.0 + 0.6) / 3, within(EXACT));
    assertThat(RetrievalMetric.RECALL_1.mean(ranks)).isEqualTo(0.5);
  }

  @Test
  void chanceIsKOfNAndTheMeanOfReciprocalsAndOneHalf() {
    Ranks chance = ranks.chance();
    assertThat(chance.hits(1))
        .containsExactly(new float[] {1 / 4f, 0.1f, 1 / 6f, 1}, within(1e-6f));
    assertThat(chance.hits(5)).containsExactly(new float[] {1, 0.5f, 5 / 6f, 1}, within(1e-6f));
    double four = (1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0) / 4;
    assertThat((double) chance.reciprocal()[0]).isCloseTo(four, within(EXACT));
    assertThat(RetrievalMetric.CONTRAST.mean(chance)).isCloseTo(0.5, within(EXACT));
  }

  @Test
  void anOracleIsFirstButForChunksIdenticalToTheTarget() {
    Ranks oracle = ranks.oracle();
    assertThat(oracle.hits(1)).containsExactly(1, 1, 0.5f, 1);
    assertThat(oracle.hits(2)).containsExactly(1, 1, 1, 1);
    assertThat((double) oracle.contrast()[2]).isCloseTo(0.9, within(EXACT));
  }

  @Test
  void ranksThatCannotBeAreRefused() {
    int[] one = {1};
    int[] none = {0};
    assertThatThrownBy(() -> new Ranks(one, one, none, new int[] {2}))
        .hasMessage("rank 0 cannot be: 1 above, 1 ties and 0 identical of 2 candidates");
    assertThatThrownBy(() -> new Ranks(one, none, none, new int[0]))
        .hasMessage("ranks of 1 windows have 1 ties, 1 identical and 0 pool sizes");
    assertThatThrownBy(() -> ranks.hits(0)).hasMessageContaining("positive but was 0");
  }

  @Test
  void aFileGivesBackTheRanksItWasMadeFrom(@TempDir Path directory) throws Exception {
    Path file = directory.resolve(RankFile.NAME);
    RetrievalRanks written = new RetrievalRanks(ranks, ranks.chance(), ranks.oracle());
    RankFile.write(file, written);
    RetrievalRanks read = RankFile.read(file);
    for (Pool pool : Pool.values()) {
      assertThat(read.in(pool).above()).isEqualTo(written.in(pool).above());
      assertThat(read.in(pool).ties()).isEqualTo(written.in(pool).ties());
      assertThat(read.in(pool).identical()).isEqualTo(written.in(pool).identical());
      assertThat(read.in(pool).candidates()).isEqualTo(written.in(pool).candidates());
    }
  }
}
