package dev.nextvec.internal.train;

import dev.nextvec.internal.wording.Setting;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stops a training whose loss or gradient is no number any more, or explodes: is ten thousand times
 * what is usual, and more than a prediction of nothing would cost.
 *
 * @param checkpoint where the last good state is, if one was saved
 */
record Divergence(Path checkpoint) {
  private static final double EXPLODED = 1e4; // times the epoch's mean loss

  /**
   * @throws TrainingDiverged naming step, epoch, rate and checkpoint
   */
  void refuse(EpochSteps.Round round, TrainingState state, EpochSteps steps) {
    Learner.Step figures = round.figures();
    if (figures.isFinite() && !isExploded(round.worstLoss(), figures.lossOfNothing(), state)) {
      return;
    }
    long worst = state.step() + round.worst();
    throw of(
        "loss " + round.worstLoss() + ", gradient norm " + figures.gradientNorm(),
        worst + 1,
        state,
        steps.rate(worst));
  }

  boolean isExploded(double loss, double lossOfNothing, TrainingState state) {
    return loss > Math.max(EXPLODED * usualLoss(state), lossOfNothing);
  }

  /** Mean training loss of the epoch so far, or of the last one; NaN before the first step. */
  private static double usualLoss(TrainingState state) {
    TrainingState.Sums sums = state.sums();
    if (sums.samples() > 0) {
      return sums.loss() / sums.samples();
    }
    return state.history().isEmpty() ? Double.NaN : state.history().getLast().trainLoss();
  }

  /** The failure after the step that was done last. */
  TrainingDiverged of(String what, TrainingState state, double rate) {
    return of(what, state.step(), state, rate);
  }

  private TrainingDiverged of(String what, long step, TrainingState state, double rate) {
    String kept =
        Files.exists(checkpoint)
            ? "the last good checkpoint is " + checkpoint
            : "no checkpoint was saved before it";
    return new TrainingDiverged(
        "training diverged at step "
            + step
            + " (epoch "
            + state.epoch()
            + "): "
            + what
            + ", learning rate "
            + rate
            + "; "
            + kept
            + "; try a smaller value of "
            + Setting.LEARNING_RATE
            + ", and check that every vector is finite");
  }
}
