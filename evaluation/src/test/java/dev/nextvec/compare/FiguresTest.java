package dev.nextvec.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void countsAreShortenedToThreeDigits() {
    assertThat(Figures.compact(773)).isEqualTo("773");
    assertThat(Figures.compact(999.7)).isEqualTo("1.00K");
    assertThat(Figures.compact(5_120_768)).isEqualTo("5.12M");
    assertThat(Figures.compact(17_867_520)).isEqualTo("17.9M");
    assertThat(Figures.compact(0)).isEqualTo("0");
    assertThat(Figures.bytes(20_483_072)).isEqualTo("20.5\u00a0MB");
    assertThat(Figures.bytes(3072)).isEqualTo("3.07\u00a0kB");
    assertThat(Figures.bytes(12)).isEqualTo("12\u00a0B");
    assertThat(Figures.count(17_867_520)).isEqualTo("17,867,520");
  }

  @Test
  void signsAreTrueMinusSigns() {
    assertThat(Figures.percent(-5.66)).isEqualTo("−5.7\u00a0%");
    assertThat(Figures.percent(2.04)).isEqualTo("+2.0\u00a0%");
    assertThat(Figures.difference(-0.01234)).isEqualTo("−0.0123");
  }

  @Test
  void durationsReadAsPeopleSayThem() {
    assertThat(Figures.duration(0)).isEqualTo("0.0\u00a0s");
    assertThat(Figures.duration(0.002)).isEqualTo("<0.1\u00a0s");
    assertThat(Figures.duration(0.42)).isEqualTo("0.4\u00a0s");
    assertThat(Figures.duration(42.4)).isEqualTo("42\u00a0s");
    assertThat(Figures.duration(59.6)).isEqualTo("1\u00a0min\u00a000\u00a0s");
    assertThat(Figures.duration(750)).isEqualTo("12\u00a0min\u00a030\u00a0s");
    assertThat(Figures.duration(11_100)).isEqualTo("3\u00a0h\u00a005\u00a0min");
  }

  @Test
  void millisecondsKeepThreeDigits() {
    assertThat(Figures.milliseconds(0.0001)).isEqualTo("<0.001");
    assertThat(Figures.milliseconds(0.4123)).isEqualTo("0.412");
    assertThat(Figures.milliseconds(12.345)).isEqualTo("12.3");
    assertThat(Figures.milliseconds(1234.5)).isEqualTo("1,235");
  }

  @Test
  void nothingHasNoMinus() {
    assertThat(Figures.cosine(-1e-6)).isEqualTo("0.0000");
    assertThat(Figures.difference(-1e-6)).isEqualTo("+0.0000");
    assertThat(Figures.difference(-6e-5)).isEqualTo("\u22120.0001");
  }
}
