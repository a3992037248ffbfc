package dev.nextvec.internal.train;

import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.nn.CandidateLayer;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Parameter;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Lengths;
import dev.nextvec.vector.Rows;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * The objective of {@link Goal.Retrieval}, with its gradient: the cross-entropy of finding each
 * window's target among the step's candidates by cos(raw, candidate) / temperature, the window's
 * own context left out, plus the weighted squared error of the raw prediction. The candidates of a
 * two-sided model are mapped before they are compared; the squared error is that to the target as
 * it is.
 *
 * <p>The temperature is learned: it is {@code start · exp(p)}, where p is a parameter beside the
 * network's that the optimiser and the saved state know and that no exported model has.
 */
final class Contrast implements Objective {
  /** Name of the parameter p. */
  static final String TEMPERATURE = "objective.log_temperature";

  private static final int MULTIPLE = 64; // of candidates, so that few shapes are ever seen

  private final Goal.Retrieval goal;
  private final Weights weights;
  private final Libtorch engine;
  private final Kernels kernels;
  private final Tensor logTemperature;
  private final Tensor temperatureGradient;
  private final Workspace.Buffer queries;
  private final Workspace.Buffer candidates;
  private final Workspace.Buffer zero;
  private final Workspace.Buffer table;
  private final Workspace.Buffer dQueries;
  private final Workspace.Buffer dCandidates;
  private final Optional<CandidateLayer> map;
  private float[] unit = {};
  private float[] cosines = {};

  Contrast(Goal.Retrieval goal, Weights weights, Workspace space) {
    this.goal = goal;
    this.weights = weights;
    engine = space.engine();
    kernels = space.kernels();
    logTemperature = weights.value(TEMPERATURE);
    temperatureGradient = weights.gradient(TEMPERATURE);
    queries = space.buffer();
    candidates = space.buffer();
    zero = space.buffer();
    table = space.buffer();
    dQueries = space.buffer();
    dCandidates = space.buffer();
    map = CandidateLayer.of(goal.mapping(), weights, space);
  }

  /** What is trained beside a network of this dimension. */
  static List<Parameter> parameters(Goal.Retrieval goal, int dim) {
    Parameter temperature =
        new Parameter(TEMPERATURE, new long[] {1}, new Parameter.Start.Constant(0));
    return Stream.concat(
            Stream.of(temperature), CandidateLayer.parameters(goal.mapping(), dim).stream())
        .toList();
  }

  /** What candidates pass through before they are compared; none where they are as they are. */
  Optional<CandidateLayer> map() {
    return map;
  }

  double temperature() {
    float[] p = new float[1];
    engine.download(logTemperature, p, 1);
    return goal.temperature() * Math.exp(p[0]);
  }

  /** Writes the gradients of the temperature and of the map, too. */
  @Override
  public double of(float[] raw, Batch batch, BatchShare share, int dim, float[] dRaw) {
    int size = batch.size();
    Candidates among = batch.candidates();
    double[] norms = Lengths.of(raw, size, dim);
    unit = sized(unit, size * dim);
    System.arraycopy(raw, 0, unit, 0, size * dim);
    Rows.normaliseAll(unit, size, dim);
    int columns = Math.ceilDiv(among.count(), MULTIPLE) * MULTIPLE;
    Tensor c = uploadCandidates(among, columns, dim);
    Tensor q = queries.of(size, dim);
    engine.upload(unit, size * dim, q);
    Tensor s = table.of(size, columns);
    Tensor compared = map.map(layer -> layer.forward(c)).orElse(c);
    kernels.linear(s, q, compared, zero.of(columns));
    cosines = sized(cosines, size * columns);
    engine.download(s, cosines, size * columns);
    double loss = crossEntropy(among, size, columns, share.of());
    engine.upload(cosines, size * columns, s); // the gradient of the cosines by now
    Tensor dq = dQueries.of(size, dim);
    kernels.times(dq, s, compared);
    map.ifPresent(layer -> learn(layer, c, s, q));
    engine.download(dq, dRaw, size * dim);
    throughNormalisation(dRaw, norms, size, dim);
    return loss + addSquaredError(raw, batch.targets(), size, share.of(), dim, dRaw);
  }

  private void learn(CandidateLayer layer, Tensor c, Tensor dCosines, Tensor q) {
    Tensor dUnit = dCandidates.of(c.size(0), c.size(1));
    kernels.transposedTimes(dUnit, dCosines, q);
    layer.backward(c, dUnit);
  }

  /** Every candidate alike, and zeros. */
  @Override
  public double ofNothing(Batch batch, BatchShare share, int dim) {
    double squares = Rows.dot(batch.targets(), 0, batch.targets(), 0, batch.size() * dim);
    return share.weight() * Math.log(batch.candidates().count())
        + goal.mseWeight() * squares / share.of();
  }

  private Tensor uploadCandidates(Candidates among, int columns, int dim) {
    Tensor c = candidates.of(columns, dim);
    c.narrow(0, among.count(), columns - among.count()).zero_();
    engine.upload(among.vectors(), among.count() * dim, c);
    return c;
  }

  /** Replaces the cosines by the gradient of the mean cross-entropy over {@code of} windows. */
  private double crossEntropy(Candidates among, int size, int columns, int of) {
    double temperature = temperature();
    double loss = 0;
    double slope = 0; // of the loss by p: Σ (probability - truth) · -cosine / temperature
    double[] p = new double[among.count()];
    for (int b = 0; b < size; b++) {
      int at = b * columns;
      int target = at + among.target(b);
      double most = cosines[target];
      for (int j = 0; j < p.length; j++) {
        most = among.masked(b, j) ? most : Math.max(most, cosines[at + j]);
      }
      double total = 0;
      for (int j = 0; j < p.length; j++) {
        p[j] = among.masked(b, j) ? 0 : Math.exp((cosines[at + j] - most) / temperature);
        total += p[j];
      }
      loss += Math.log(total) + (most - cosines[target]) / temperature;
      for (int j = 0; j < p.length; j++) {
        double d = (p[j] / total - (at + j == target ? 1 : 0)) / temperature / of;
        slope -= d * cosines[at + j];
        cosines[at + j] = (float) d;
      }
      java.util.Arrays.fill(cosines, at + p.length, at + columns, 0);
    }
    engine.upload(new float[] {(float) slope}, 1, temperatureGradient);
    weights.complete(TEMPERATURE);
    return loss / of;
  }

  /** From the gradient of the unit vector u to that of the raw one: (d - (d · u) u) / norm. */
  private void throughNormalisation(float[] dRaw, double[] norms, int size, int dim) {
    for (int b = 0; b < size; b++) {
      double along = Rows.dot(dRaw, b * dim, unit, b * dim, dim);
      for (int i = b * dim; i < (b + 1) * dim; i++) {
        dRaw[i] = (float) ((dRaw[i] - along * unit[i]) / norms[b]);
      }
    }
  }

  private double addSquaredError(
      float[] raw, float[] targets, int size, int of, int dim, float[] dRaw) {
    double scale = 2 * goal.mseWeight() / of;
    double sum = 0;
    for (int i = 0; i < size * dim; i++) {
      double difference = (double) raw[i] - targets[i];
      sum += difference * difference;
      dRaw[i] += (float) (scale * difference);
    }
    return goal.mseWeight() * sum / of;
  }

  private static float[] sized(float[] array, int count) {
    return array.length >= count ? array : new float[count];
  }
}
