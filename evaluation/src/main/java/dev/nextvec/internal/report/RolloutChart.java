package dev.nextvec.internal.report;

import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.baseline.Ridge;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.Rollout;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How far ahead predictions of predictions hold. */
final class RolloutChart {
  private RolloutChart() {}

  /** Absent where no model has a rollout. */
  static Optional<Chart> of(List<Diagnosis> diagnoses) {
    List<Diagnosis> drawn = diagnoses.stream().filter(d -> d.rollout().isPresent()).toList();
    if (drawn.isEmpty()) {
      return Optional.empty();
    }
    LinePlot plot =
        new LinePlot(
            "Rollout",
            IntStream.rangeClosed(1, Rollout.STEPS).mapToObj(h -> "h = " + h).toList(),
            new ModelColours(drawn)
                .lines(
                    d -> d.rollout().orElseThrow().curves(),
                    List.of(Ridge.NAME, LinearAverage.NAME, Persistence.NAME)));
    return Optional.of(
        new Chart(
            "rollout",
            "Rollout: predictions made of predictions",
            "Predict, append the prediction, predict again: mean cosine with the true chunk h"
                + " steps ahead, the controls rolled out in the same way. A model whose lead is"
                + " gone after one step knows the next chunk, not where the document goes.",
            plot.draw(
                "rollout", "Cosine with the true chunk by steps ahead.", 0, -1, -1, "steps ahead"),
            Optional.of(DiagnosisTables.rollout(drawn.get(0)))));
  }
}
