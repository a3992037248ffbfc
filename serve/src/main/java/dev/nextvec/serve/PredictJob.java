package dev.nextvec.serve;

import dev.nextvec.internal.model.Predictions;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** Predictions of one request; those of several requests to one model are made in one batch. */
final class PredictJob extends Job {
  private final Model model;
  private final FloatBuffer contexts;
  private final int size;
  private final Prediction[] predictions;

  /**
   * Predictions to be made.
   *
   * @param contexts one after another, finite: those of others are predicted with them
   */
  PredictJob(Model model, FloatBuffer contexts, int batch, Deadline deadline) {
    super(contexts.remaining() / size(model), batch, deadline);
    this.model = model;
    this.contexts = contexts;
    this.size = size(model);
    this.predictions = new Prediction[contexts.remaining() / size];
  }

  /** Numbers of a context. */
  static int size(Model model) {
    return model.contextLength() * model.dimension();
  }

  private FloatBuffer contexts(Part part) {
    return contexts.slice(contexts.position() + part.from() * size, part.units() * size);
  }

  @SuppressWarnings("ReferenceEquality") // the same that is open, not one like it
  boolean goesWith(PredictJob other) {
    return model == other.model;
  }

  @Override
  void compute(int from, int to) {
    compute(List.of(new Part(this, from, to)));
  }

  /** Computes parts of jobs that go together. */
  static void compute(List<Part> parts) {
    PredictJob first = (PredictJob) parts.getFirst().job();
    List<Prediction> made;
    try {
      made = first.model.predictAll(together(parts, first));
    } catch (IllegalArgumentException notFinite) {
      parts.forEach(PredictJob::computeOneByOne);
      return;
    }
    int at = 0;
    for (Part part : parts) {
      PredictJob job = (PredictJob) part.job();
      for (int i = part.from(); i < part.to(); i++) {
        job.predictions[i] = made.get(at++);
      }
    }
  }

  /** One of them cannot be predicted from: the others are, and its request is told. */
  private static void computeOneByOne(Part part) {
    PredictJob job = (PredictJob) part.job();
    for (int i = part.from(); i < part.to(); i++) {
      try {
        FloatBuffer context = job.contexts(new Part(job, i, i + 1));
        job.predictions[i] = job.model.predictAll(context).getFirst();
      } catch (IllegalArgumentException notFinite) {
        job.failed(Problem.unprocessable(Predictions.notFinite(job.model.name(), "context " + i)));
        return;
      }
    }
  }

  private static FloatBuffer together(List<Part> parts, PredictJob first) {
    if (parts.size() == 1) {
      return first.contexts(parts.getFirst());
    }
    int units = parts.stream().mapToInt(Part::units).sum();
    FloatBuffer all = FloatBuffer.allocate(units * first.size);
    parts.forEach(part -> all.put(((PredictJob) part.job()).contexts(part)));
    return all.flip();
  }

  /** What was predicted, when it has ended. */
  List<Prediction> predictions() {
    return Arrays.asList(predictions);
  }
}
