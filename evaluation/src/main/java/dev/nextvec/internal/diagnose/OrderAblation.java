package dev.nextvec.internal.diagnose;

import dev.nextvec.model.Predictor;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * What predictors lose when their context is changed: cosine with the target from the context as it
 * is, less that from the changed context, paired by window. A positive loss means that what was
 * destroyed was of use.
 *
 * @param changes names of the changes: shuffle, reverse, repeat last, drop 1 (oldest) to n (newest)
 * @param losses of the model, then of the references; a point for each change
 * @param turns 1 - cosine between the model's predictions from the two contexts: how far the change
 *     moved it, for good or bad
 */
public record OrderAblation(List<String> changes, List<Curve> losses, Curve turns) {
  public OrderAblation {
    changes = List.copyOf(changes);
    losses = List.copyOf(losses);
  }

  /** Place of the first drop among the changes; one for each position follows. */
  public int firstDrop() {
    return changes.isEmpty() ? 0 : changes.indexOf("drop 1");
  }

  /** Measures all predictors. */
  static OrderAblation of(
      DiagnosisInput subject, List<? extends Change> changes, RolloutSteps steps) {
    List<AblationMeasure> measures = new ArrayList<>();
    for (Predictor predictor : subject.predictors()) {
      measures.add(new AblationMeasure(subject, predictor, changes));
    }
    RolloutStretch.WINDOW.walk(
        subject.windows(),
        subject.rows(),
        (from, count, chunks, contexts) -> {
          for (AblationMeasure measure : measures) {
            measure.visit(from, count, chunks, contexts);
            steps.add((long) count * (1 + changes.size()));
          }
        });
    List<Curve> losses = measures.stream().map(AblationMeasure::loss).toList();
    List<String> names = changes.stream().map(Change::name).toList();
    return new OrderAblation(names, losses, measures.get(0).turn());
  }

  /** One predictor's losses and turns on every window. */
  private static final class AblationMeasure implements RolloutStretch.Visitor {
    private final DiagnosisInput subject;
    private final Predictor predictor;
    private final List<? extends Change> changes;
    private final float[][] losses;
    private final float[][] turns;
    private float[] changed = {};
    private float[] plain = {};
    private float[] raw = {};

    AblationMeasure(DiagnosisInput subject, Predictor predictor, List<? extends Change> changes) {
      this.subject = subject;
      this.predictor = predictor;
      this.changes = changes;
      this.losses = new float[changes.size()][subject.rows().length];
      this.turns = new float[changes.size()][subject.rows().length];
    }

    @Override
    public void visit(int from, int count, float[] chunks, float[] contexts) {
      int n = subject.contextLength();
      int dimension = subject.dimension();
      if (raw.length < count * dimension) {
        changed = new float[count * n * dimension];
        plain = new float[count * dimension];
        raw = new float[count * dimension];
      }
      predictor.predict(contexts, count, plain);
      for (int c = 0; c < changes.size(); c++) {
        for (int i = 0; i < count; i++) {
          int window = subject.rows()[from + i];
          changes.get(c).apply(window, contexts, i * n * dimension, n, dimension, changed);
        }
        predictor.predict(changed, count, raw);
        for (int i = 0; i < count; i++) {
          int at = i * dimension;
          int target = (i * (n + 1) + n) * dimension;
          double before = Rows.cosine(plain, at, chunks, target, dimension);
          double after = Rows.cosine(raw, at, chunks, target, dimension);
          losses[c][from + i] = (float) (before - after);
          turns[c][from + i] = (float) (1 - Rows.cosine(plain, at, raw, at, dimension));
        }
      }
    }

    Curve loss() {
      return new Curve(predictor.name(), subject.estimates(losses, subject.rows()));
    }

    Curve turn() {
      return new Curve(predictor.name(), subject.estimates(turns, subject.rows()));
    }
  }
}
