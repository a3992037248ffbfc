package dev.nextvec.internal.train;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.baseline.Ridge;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.RidgeSystem;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import dev.nextvec.run.Goal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values that are fitted in closed form before the first step, by parameter name; none for most
 * architectures.
 *
 * @param windows where both come from
 * @param train numbers of the training windows
 * @param validation numbers of those that choose what has to be chosen
 */
@SuppressWarnings("ArrayRecordComponent")
record ClosedFormStart(Engine engine, Windows windows, int[] train, int[] validation) {

  /** The values for a network that shall reach a goal. */
  Map<String, float[]> of(Architecture architecture, Goal goal) {
    return switch (architecture) {
      case AmnR amnR ->
          switch (goal) {
            case Goal.Regression() -> toPredict(amnR);
            case Goal.Retrieval retrieval -> toRetrieve(amnR);
          };
      case Amn amn -> Map.of();
      case Lstm lstm -> Map.of();
      case Gru gru -> Map.of();
      case Transformer transformer -> Map.of();
    };
  }

  /** The learned average and the linear map, of the training windows. */
  private Map<String, float[]> toPredict(AmnR network) {
    LearnedAverage average = LearnedAverage.fit(windows, train);
    Map<String, float[]> start = new LinkedHashMap<>();
    start.put("mean", floats(average.mean()));
    start.put("start_weights", floats(average.weights()));
    start.put("weights", floats(average.weights()));
    if (Ridge.fits(windows)) {
      RidgeSystem.LowRank map =
          Ridge.lowRank(engine, windows, train, validation, average, network.rank());
      start.put(AmnR.IN, map.in());
      start.put(AmnR.OUT, map.out());
    }
    return start;
  }

  /**
   * The newest vector: mean + 1 · (newest - mean). It, not the average that comes nearest, is what
   * retrieves best untrained.
   */
  private Map<String, float[]> toRetrieve(AmnR network) {
    float[] newest = new float[network.contextLength()];
    newest[newest.length - 1] = 1;
    Map<String, float[]> start = new LinkedHashMap<>();
    start.put("mean", floats(MeanVector.targetMean(windows, train)));
    start.put("start_weights", newest);
    start.put("weights", newest.clone());
    return start;
  }

  private static float[] floats(double[] values) {
    float[] converted = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = (float) values[i];
    }
    return converted;
  }
}
