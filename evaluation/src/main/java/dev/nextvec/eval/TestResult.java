package dev.nextvec.eval;

import dev.nextvec.model.Cost;
import dev.nextvec.provenance.Provenance;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All that was measured of one predictor.
 *
 * @param name what it is called
 * @param key changes whenever the numbers would: a hash of the weights, the data and the split
 * @param provenance where the numbers come from
 * @param scores its score on each test window
 * @param retrieval the rank of the true next chunk of each test window, or of a share of them, see
 *     {@link RankedWindows}
 * @param linearAverage the linear average's errors on the same windows, to tell skill by
 * @param validationCosine mean cosine on the validation windows, if it was measured
 * @param cost what a prediction costs
 * @param speed how fast it is on this machine; absent if that was not measured
 * @param fitSeconds wall time of fitting a baseline; 0 for a network, whose run knows it
 */
public record TestResult(
    String name,
    String key,
    Provenance provenance,
    WindowScores scores,
    RetrievalRanks retrieval,
    Skill linearAverage,
    OptionalDouble validationCosine,
    Cost cost,
    Optional<Speed> speed,
    double fitSeconds) {
  /** Quality on the test windows, summarised. */
  public Evaluation evaluation() {
    return Evaluation.of(scores, cost.parameters());
  }

  /** The same with the speed that was measured, or without one. */
  public TestResult withSpeed(Optional<Speed> measured) {
    return new TestResult(
        name,
        key,
        provenance,
        scores,
        retrieval,
        linearAverage,
        validationCosine,
        cost,
        measured,
        fitSeconds);
  }

  /** Whether there is a speed that the predictor alone is answerable for. */
  public boolean hasFairSpeed() {
    return speed.isPresent() && !speed.get().isDisturbed();
  }
}
