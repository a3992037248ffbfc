package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.run.EpochRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EpochLineTest {
  private static EpochRecord epoch(int number, double cosine, OptionalDouble mrr) {
    SortedMap<String, Double> shares = new TreeMap<>();
    shares.put("linear", 0.52);
    shares.put("network", 0.31);
    return new EpochRecord(
        number, 100, 0.00123, -0.52, 0.001, cosine, 5e-4, 0.0123, 12345, 185, shares, mrr);
  }

  private static String line(int columns, OptionalDouble mrr) {
    List<EpochRecord> history = List.of(epoch(1, -0.5, mrr), epoch(2, 0.6, mrr));
    return new EpochLine("transformer", 20, columns).of(Optional.empty(), history, 1);
  }

  @Test
  void fitsEveryTerminal() {
    for (OptionalDouble mrr : List.of(OptionalDouble.empty(), OptionalDouble.of(0.25))) {
      for (int columns = 40; columns < 200; columns++) {
        assertThat(line(columns, mrr)).hasSizeLessThanOrEqualTo(columns);
      }
    }
  }

  @Test
  void saysWhatMattersMostOnANarrowTerminalAndAllOnAWideOne() {
    OptionalDouble none = OptionalDouble.empty();
    assertThat(line(80, none))
        .startsWith("transformer   epoch  2/20  val cosine  0.6000")
        .contains("train -0.5200", "loss 0.00123")
        .doesNotContain("rate");
    assertThat(line(80, OptionalDouble.of(0.25))).contains("val MRR 0.2500", "val cosine  0.6000");
    assertThat(line(120, none)).contains("3:05", "12.3K/s", "rate 0.000500");
    assertThat(line(200, none)).contains("share of linear 0.52, network 0.31", "gradient 0.012");
  }

  @Test
  void linesOfOneTrainingHaveTheSameParts() {
    OptionalDouble none = OptionalDouble.empty();
    List<EpochRecord> history = List.of(epoch(1, -0.5, none), epoch(2, 0.6, none));
    EpochLine lines = new EpochLine("amn", 20, 80);
    assertThat(lines.of(Optional.empty(), history, 0).indexOf("loss"))
        .isEqualTo(lines.of(Optional.empty(), history, 1).indexOf("loss"));
  }
}
