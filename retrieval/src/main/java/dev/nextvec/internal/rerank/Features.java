package dev.nextvec.internal.rerank;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The features by which candidates are described, each as it is and less its mean among the
 * candidates, divided by its deviation there.
 *
 * @param contextLength chunks of a context
 * @param parts of the vectors
 * @param predicted whether there is a prediction
 * @param words whether there are words
 */
record Features(int contextLength, Parts parts, boolean predicted, boolean words) {
  /** Deviations below this are not divided by: such candidates are alike. */
  private static final double LEAST = 1e-4;

  /** How many of the candidates nearest to one are looked at; the last is all of them. */
  private static final List<Integer> NEAREST = List.of(1, 2, 5, 10, Reranker.CANDIDATES - 1);

  /** All, in the order of their numbers. */
  List<Feature> all() {
    List<Feature> all = new ArrayList<>();
    int last = parts.count() == 1 ? 0 : parts.count();
    for (int part = Feature.WHOLE; part <= last; part++) {
      for (int age = 0; age < contextLength; age++) {
        all.add(new Feature.ContextCosine(age, part));
      }
      if (predicted) {
        all.add(new Feature.PredictionCosine(part));
      }
    }
    NEAREST.forEach(count -> all.add(new Feature.NearestCandidates(count)));
    for (int age = 0; words && age < contextLength; age++) {
      all.add(new Feature.ContextWords(age));
    }
    if (words) {
      all.add(new Feature.Length());
    }
    all.add(new Feature.SearchScore());
    return all;
  }

  /** What each number of {@link #describe} is. */
  List<String> names() {
    List<String> own = all().stream().map(Feature::label).toList();
    return Stream.concat(own.stream(), own.stream().map(name -> name + ", among the candidates"))
        .toList();
  }

  /**
   * Describes candidates.
   *
   * @return {@code [candidates, names]}
   */
  float[] describe(Candidates candidates) {
    List<Feature> all = all();
    int width = 2 * all.size();
    int count = candidates.count();
    float[] rows = new float[count * width];
    Cosines cosines = new Cosines(candidates, parts);
    float[] column = new float[count];
    for (int f = 0; f < all.size(); f++) {
      fill(all.get(f), candidates, cosines, column);
      put(column, rows, f, width, 0, 1);
      double mean = 0;
      for (float value : column) {
        mean += value / count;
      }
      double square = 0;
      for (float value : column) {
        square += (value - mean) * (value - mean) / count;
      }
      double deviation = Math.sqrt(square);
      put(column, rows, all.size() + f, width, mean, deviation < LEAST ? 1 : 1 / deviation);
    }
    return rows;
  }

  private static void put(
      float[] column, float[] rows, int at, int width, double less, double scale) {
    for (int i = 0; i < column.length; i++) {
      rows[i * width + at] = (float) ((column[i] - less) * scale);
    }
  }

  private void fill(Feature feature, Candidates of, Cosines cosines, float[] column) {
    float highest = feature instanceof Feature.ContextWords ? highest(of) : 0;
    for (int i = 0; i < column.length; i++) {
      column[i] =
          switch (feature) {
            case Feature.ContextCosine c -> cosines.of(i, contextLength - 1 - c.age(), c.part());
            case Feature.PredictionCosine p ->
                p.part() == Feature.WHOLE
                    ? of.predicted()[i]
                    : cosines.of(i, contextLength, p.part());
            case Feature.NearestCandidates n -> cosines.nearest(i, n.count());
            case Feature.ContextWords w ->
                highest > 0 ? of.words()[i][contextLength - 1 - w.age()] / highest : 0;
            case Feature.SearchScore any -> of.scores()[i];
            case Feature.Length any -> (float) Math.log1p(of.lengths()[i]);
          };
    }
  }

  /** The highest sum, the newest chunk counting 1, the one before it 1/2 and so on. */
  private static float highest(Candidates of) {
    float highest = 0;
    for (float[] each : of.words()) {
      float sum = 0;
      for (int k = 0; k < each.length; k++) {
        sum += Math.scalb(each[k], k + 1 - each.length);
      }
      highest = Math.max(highest, sum);
    }
    return highest;
  }
}
