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
    return beside(raw(candidates));
  }

  /**
   * The first half of the numbers of each candidate: each as it is. The others follow from them, so
   * that whoever keeps many windows keeps these alone.
   *
   * @return {@code [candidates, names / 2]}
   */
  float[] raw(Candidates candidates) {
    List<Feature> all = all();
    int count = candidates.count();
    float[] raw = new float[count * all.size()];
    Cosines cosines = new Cosines(candidates, parts);
    float[] column = new float[count];
    for (int f = 0; f < all.size(); f++) {
      fill(all.get(f), candidates, cosines, column);
      for (int i = 0; i < count; i++) {
        raw[i * all.size() + f] = column[i];
      }
    }
    return raw;
  }

  /**
   * Puts beside each number what it is among the candidates.
   *
   * @param raw {@code [candidates, names / 2]}
   * @return {@code [candidates, names]}
   */
  float[] beside(float[] raw) {
    int half = all().size();
    int candidates = raw.length / half;
    float[] rows = new float[2 * raw.length];
    for (int f = 0; f < half; f++) {
      double mean = 0;
      for (int at = f; at < raw.length; at += half) {
        mean += raw[at] / candidates;
      }
      double square = 0;
      for (int at = f; at < raw.length; at += half) {
        square += (raw[at] - mean) * (raw[at] - mean) / candidates;
      }
      double deviation = Math.sqrt(square);
      double scale = deviation < LEAST ? 1 : 1 / deviation;
      for (int i = 0; i < candidates; i++) {
        float value = raw[i * half + f];
        rows[2 * i * half + f] = value;
        rows[2 * i * half + half + f] = (float) ((value - mean) * scale);
      }
    }
    return rows;
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
