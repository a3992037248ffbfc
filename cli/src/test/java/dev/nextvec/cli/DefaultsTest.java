package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import dev.nextvec.run.Goal;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.workflow.LeakPolicy;
import dev.nextvec.workflow.SpeedSettings;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Whoever gives no option gets what a caller of the library gets. */
class DefaultsTest {
  @CommandLine.Command
  private static final class Everything {
    @Mixin TrainingOptions training = new TrainingOptions();
    @Mixin ArchitectureOptions sizes = new ArchitectureOptions();
    @Mixin ShareOptions shares = new ShareOptions();
    @Mixin LeakOptions leaks = new LeakOptions();
    @Mixin SpeedOptions speed = new SpeedOptions();
  }

  private static Everything parsed(String... arguments) {
    return CommandLine.populateCommand(new Everything(), arguments);
  }

  @Test
  void trainingIsThatOfTheLibrary() {
    assertThat(parsed().training.config()).isEqualTo(TrainingConfig.defaults());
    assertThat(parsed("--goal", "retrieval").training.config())
        .isEqualTo(TrainingConfig.defaults().withGoal(Goal.Retrieval.STANDARD));
  }

  @Test
  void sizesAreThoseOfTheLibrary() {
    for (int dimension : new int[] {16, 768}) {
      for (Architecture standard :
          new Architecture[] {
            Amn.standard(dimension),
            AmnR.standard(dimension),
            Lstm.standard(dimension),
            Gru.standard(dimension),
            Transformer.standard(dimension)
          }) {
        ModelType type =
            ModelType.valueOf(standard.name().toUpperCase(Locale.ROOT).replace('-', '_'));
        assertThat(parsed().sizes.of(type, dimension)).isEqualTo(standard);
      }
    }
  }

  @Test
  void splitLeaksAndSpeedAreThoseOfTheLibrary() {
    assertThat(parsed().shares.seed).isEqualTo(Split.SEED);
    assertThat(parsed().shares.fractions()).isEqualTo(SplitFractions.STANDARD);
    assertThat(parsed().leaks.policy()).isEqualTo(LeakPolicy.REFUSE);
    assertThat(parsed().speed.settings()).isEqualTo(SpeedSettings.DEFAULT);
  }
}
