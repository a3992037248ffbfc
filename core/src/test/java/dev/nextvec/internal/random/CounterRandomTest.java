package dev.nextvec.internal.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CounterRandomTest {

  @Test
  void givesTheNumbersThatSplitMix64GivesFromItsSeed() {
    CounterRandom random = new CounterRandom(1234567);
    assertThat(random.bits(0)).isEqualTo(6457827717110365317L);
    assertThat(random.bits(1)).isEqualTo(3203168211198807973L);
  }

  @Test
  void permutationsStayThoseThatSplitsWereMadeBy() {
    assertThat(new CounterRandom(42).permutation(10)).containsExactly(0, 9, 5, 8, 6, 4, 7, 2, 1, 3);
    assertThat(new CounterRandom(-7).permutation(10)).containsExactly(5, 6, 9, 8, 7, 3, 4, 1, 0, 2);
    assertThat(new CounterRandom(1).permutation(0)).isEmpty();
  }
}
