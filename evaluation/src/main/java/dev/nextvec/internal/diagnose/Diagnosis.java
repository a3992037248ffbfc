package dev.nextvec.internal.diagnose;

import dev.nextvec.data.Texts;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * All that was found out about one model on its test windows.
 *
 * @param name of the model
 * @param key changes whenever the numbers would; empty for a model that is no run's
 * @param contextLength chunks in a context
 * @param windows test windows
 * @param documents test documents
 * @param direction the offset curve; absent where no document is long enough
 * @param order losses from changed contexts
 * @param rollout predictions of predictions; absent where no document is long enough
 * @param errors where the model is wrong
 * @param attention where it looks; absent for an architecture without weights over positions
 */
public record Diagnosis(
    String name,
    String key,
    int contextLength,
    int windows,
    int documents,
    Optional<Direction> direction,
    OrderAblation order,
    Optional<Rollout> rollout,
    Errors errors,
    Optional<Attention> attention) {

  /**
   * Diagnoses a model.
   *
   * @param texts the dataset's texts, for examples
   * @param progress told the predictions done
   * @throws IOException if the texts cannot be read
   */
  public static Diagnosis of(
      DiagnosisInput subject, String key, Optional<Texts> texts, Progress progress)
      throws IOException {
    List<Change> changes = Change.of(subject.contextLength(), subject.seed());
    long passes = 1 + 1 + changes.size() + Rollout.STEPS;
    long predictors = subject.predictors().size();
    RolloutSteps steps = new RolloutSteps(progress, passes * predictors * subject.rows().length);
    Optional<Direction> direction = Direction.of(subject, steps);
    OrderAblation order = OrderAblation.of(subject, changes, steps);
    Optional<Rollout> rollout = Rollout.of(subject, steps);
    Traits traits = Traits.of(subject.windows(), subject.rows());
    return new Diagnosis(
        subject.model().name(),
        key,
        subject.contextLength(),
        subject.rows().length,
        (int) Arrays.stream(subject.documents(subject.rows())).distinct().count(),
        direction,
        order,
        rollout,
        Errors.of(subject, traits, texts),
        Attention.of(subject, traits));
  }

  /** The same under another name, where a table gives the model one. */
  public Diagnosis named(String other) {
    return new Diagnosis(
        other,
        key,
        contextLength,
        windows,
        documents,
        direction,
        order,
        rollout,
        errors,
        attention);
  }
}
