package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeedErrorTest {

  @Test
  void isTheSquaredStandardErrorOfTheMean() {
    SeedError error = SeedError.of(1, 2, 3);
    assertThat(error.variance()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(error.degrees()).isEqualTo(2);
    assertThat(error.reach(0.025)).isCloseTo(4.30265 / Math.sqrt(3), within(1e-4));
    assertThat(SeedError.of(5)).isEqualTo(SeedError.NONE);
    assertThat(SeedError.NONE.reach(0.025)).isZero();
  }

  @Test
  void differencesAddVariancesWithWelchsDegreesOfFreedom() {
    SeedError joint = new SeedError(2, 2).with(new SeedError(1, 4));
    assertThat(joint.variance()).isEqualTo(3);
    assertThat(joint.degrees()).isCloseTo(9 / (4 / 2.0 + 1 / 4.0), within(1e-12));
    assertThat(new SeedError(2, 2).with(SeedError.NONE)).isEqualTo(new SeedError(2, 2));
    assertThat(SeedError.NONE.with(SeedError.NONE)).isEqualTo(SeedError.NONE);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> new SeedError(-1, 2)).hasMessageContaining("-1.0");
  }
}
