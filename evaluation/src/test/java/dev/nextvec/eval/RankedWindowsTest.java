package dev.nextvec.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankedWindowsTest {

  @Test
  void allWindowsAreRankedUntilTheirProductWithTheChunksIsLarge() {
    assertThat(RankedWindows.count(7_639, 90_011)).isEqualTo(7_639);
    assertThat(RankedWindows.count(97_500, 1_000_000)).isEqualTo(4_000);
    assertThat(RankedWindows.count(900_000, 10_000_000)).isEqualTo(1_000);
    assertThat(RankedWindows.count(12, 10_000_000)).isEqualTo(12);
    assertThat(RankedWindows.count(5, 0)).isEqualTo(5);
  }

  @Test
  void theyAreEvenlySpaced() {
    assertThat(RankedWindows.positions(10, 10)).isEqualTo(IntStream.range(0, 10).toArray());
    assertThat(RankedWindows.positions(10, 5)).containsExactly(1, 3, 5, 7, 9);
    assertThat(RankedWindows.positions(10, 3)).containsExactly(1, 5, 8);
    assertThat(RankedWindows.positions(10, 0)).isEmpty();
    assertThat(RankedWindows.of(new int[] {4, 5, 6, 7}, 2)).containsExactly(5, 7);
    assertThatThrownBy(() -> RankedWindows.positions(3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("4 of 3 windows cannot be ranked");
  }

  @Test
  void ranksOfFewerWindowsCoverATestOnlyWhereRankingAllWouldCostTooMuch() {
    assertThat(ranks(3, 100).covers(3)).isTrue();
    assertThat(ranks(2, 100).covers(3)).isFalse();
    assertThat(ranks(4, 100).covers(3)).isFalse();
    assertThat(ranks(1_000, 10_000_000).covers(900_000)).isTrue();
  }

  private static RetrievalRanks ranks(int windows, int candidates) {
    int[] zeros = new int[windows];
    int[] all = IntStream.generate(() -> candidates).limit(windows).toArray();
    Ranks ranks = new Ranks(zeros, zeros, zeros, all);
    return new RetrievalRanks(ranks, ranks, ranks);
  }
}
