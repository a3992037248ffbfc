package dev.nextvec.serve;

import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Predictions of one request; those of several requests to one model are made in one batch. */
final class PredictJob extends Job {
  private final Model model;
  private final List<float[][]> contexts;
  private final Prediction[] predictions;

  /**
   * Predictions to be made.
   *
   * @param contexts each as the model takes it
   */
  PredictJob(Model model, List<float[][]> contexts, int batch, Deadline deadline) {
    super(contexts.size(), batch, deadline);
    this.model = model;
    this.contexts = contexts;
    this.predictions = new Prediction[contexts.size()];
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
    List<float[][]> all = new ArrayList<>();
    for (Part part : parts) {
      all.addAll(((PredictJob) part.job()).contexts.subList(part.from(), part.to()));
    }
    List<Prediction> made = ((PredictJob) parts.getFirst().job()).model.predictAll(all);
    int at = 0;
    for (Part part : parts) {
      PredictJob job = (PredictJob) part.job();
      for (int i = part.from(); i < part.to(); i++) {
        job.predictions[i] = made.get(at++);
      }
    }
  }

  /**
   * What was predicted, when it has ended.
   *
   * @throws Problem if a number is none
   */
  List<Prediction> predictions() {
    for (int i = 0; i < predictions.length; i++) {
      if (!Numbers.areFinite(predictions[i].vector())
          || !predictions[i].attention().map(Numbers::areFinite).orElse(true)) {
        throw Problem.unprocessable(
            "the model's prediction for context %d is not a number: its vectors are too large or too small for the model"
                .formatted(i));
      }
    }
    return Arrays.asList(predictions);
  }
}
