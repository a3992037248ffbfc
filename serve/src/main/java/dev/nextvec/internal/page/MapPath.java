package dev.nextvec.internal.page;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A document's way across the plane.
 *
 * @param document whose way it is
 * @param steps its chunks, or so many of them evenly
 * @param truth the chunk that is to be predicted; absent where none was asked for
 * @param context how many chunks before it are read
 * @param guess what is predicted there, where a model is served and there is a whole context
 */
record MapPath(
    Document document,
    List<Step> steps,
    Optional<Step> truth,
    int context,
    Optional<Guessed> guess) {
  private static final int MOST = 400;

  /** A chunk on the way. */
  record Step(long position, double x, double y) {}

  /**
   * A prediction.
   *
   * @param cosine with the chunk that really comes next; NaN where that cannot be said
   * @param persistence the cosine of the newest chunk with it: what a prediction is to beat
   */
  record Guessed(String model, double x, double y, double cosine, double persistence) {}

  MapPath {
    steps = List.copyOf(steps);
  }

  /** Follows a document. */
  static MapPath of(
      Dataset dataset, ChunkMap map, Document document, OptionalLong at, Guesser guesser)
      throws Exception {
    List<Step> steps = new ArrayList<>();
    int some = (int) Math.min(MOST, document.count());
    for (int i = 0; i < some; i++) {
      long position = some == 1 ? 0 : (long) i * (document.count() - 1) / (some - 1);
      steps.add(step(dataset, map, document, position));
    }
    Optional<Step> truth =
        at.isPresent()
            ? Optional.of(step(dataset, map, document, at.getAsLong()))
            : Optional.empty();
    int n = guesser.contextLength(dataset).orElse(0);
    Optional<Guessed> guess =
        truth.isPresent() && n > 0 && at.getAsLong() >= n
            ? guess(dataset, map, document, at.getAsLong(), n, guesser)
            : Optional.empty();
    return new MapPath(document, steps, truth, n, guess);
  }

  private static Step step(Dataset dataset, ChunkMap map, Document document, long position) {
    float[] unit = ChunkMap.unit(dataset.vectors(), document.first() + position);
    double[] place = map.plane().place(unit, 0);
    return new Step(position, place[0], place[1]);
  }

  private static Optional<Guessed> guess(
      Dataset dataset, ChunkMap map, Document document, long at, int n, Guesser guesser)
      throws Exception {
    List<float[]> context = new ArrayList<>();
    for (long position = at - n; position < at; position++) {
      context.add(dataset.vectors().read(document.first() + position));
    }
    Optional<Guesser.Guess> made = guesser.after(dataset.encoder(), context);
    if (made.isEmpty() || made.get().twoSided()) {
      return Optional.empty();
    }
    float[] truth = ChunkMap.unit(dataset.vectors(), document.first() + at);
    double[] place = map.plane().place(made.get().vector(), 0);
    return Optional.of(
        new Guessed(
            made.get().model(),
            place[0],
            place[1],
            Rows.cosine(made.get().vector(), truth),
            Rows.cosine(context.getLast(), truth)));
  }
}
