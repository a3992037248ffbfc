package dev.nextvec.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.model.Gru;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whoever follows a run hears of its epochs as whoever trains it does. */
class FollowedRunTest {
  private static final Gru GRU = new Gru(4, 3, 8, 1);

  /** How many epochs each call says, where the run has so many when it is looked at. */
  private static List<Integer> told(int... found) throws IOException {
    Queue<Optional<RunInfo>> looks = new ArrayDeque<>();
    for (int epochs : found) {
      looks.add(epochs < 0 ? Optional.empty() : Optional.of(info(epochs)));
    }
    int after = looks.size() - 1;
    List<Integer> told = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochs(Optional<EpochRecord> untrained, List<EpochRecord> history) {
            told.add(history.size());
          }
        };
    TrainingTask task =
        new TrainingTask("gru", GRU, TrainingConfig.defaults(), Path.of("nowhere", "gru"));
    FollowedRun run = new FollowedRun(task, 100, listener, Monitor.none(), looks::remove);
    for (int look = 0; look < after; look++) {
      run.look();
    }
    return told;
  }

  private static RunInfo info(int epochs) {
    List<EpochRecord> history = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      history.add(
          new EpochRecord(
              epoch,
              epoch,
              1,
              0,
              1.0 / epoch,
              0,
              1,
              1,
              1,
              epoch,
              new TreeMap<>(),
              OptionalDouble.empty()));
    }
    Provenance provenance =
        new Provenance("ab".repeat(32), "cd".repeat(32), 1, 1, Environment.withoutEngine());
    return new RunInfo(
        GRU,
        TrainingConfig.defaults(),
        provenance,
        "data",
        RunInfo.Status.RUNNING,
        Optional.empty(),
        history,
        List.of());
  }

  @Test
  void whatIsFirstSeenWithEpochsHasBegunWithNoneAllTheSame() throws IOException {
    assertThat(told(-1, -1, 2, 2, 3)).containsExactly(0, 2, 3);
    assertThat(told(-1, 0, 1)).containsExactly(0, 1);
  }

  @Test
  void whatIsContinuedIsToldFromWhereItWas() throws IOException {
    assertThat(told(2, 4, 5)).containsExactly(2, 4, 5);
    assertThat(told(2, 2, 3)).containsExactly(2, 3);
  }
}
