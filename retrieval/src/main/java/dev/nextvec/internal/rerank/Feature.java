package dev.nextvec.internal.rerank;

/**
 * What a candidate may be described by. The list is closed: each is made of vectors, words and
 * lengths alone.
 */
sealed interface Feature {
  /** The part that is the whole vector. */
  int WHOLE = 0;

  /** What files and messages call it. */
  String label();

  /**
   * Cosine to the model's prediction. The whole of a candidate is mapped for a model with two
   * sides; a part is compared as it is, with what the prediction makes of it.
   *
   * @param part from 1; {@link #WHOLE} for all
   */
  record PredictionCosine(int part) implements Feature {
    @Override
    public String label() {
      return "cosine to the prediction" + of(part);
    }
  }

  /**
   * Cosine to a chunk of the context.
   *
   * @param age 0 for the newest
   * @param part from 1; {@link #WHOLE} for all
   */
  record ContextCosine(int age, int part) implements Feature {
    @Override
    public String label() {
      return "cosine to context chunk -" + (age + 1) + of(part);
    }
  }

  /**
   * Mean cosine to other candidates: chunks of one passage are near each other.
   *
   * @param count to so many, the nearest
   */
  record NearestCandidates(int count) implements Feature {
    @Override
    public String label() {
      return "cosine to the nearest " + count + " of the candidates";
    }
  }

  /**
   * BM25 for the words of a chunk of the context, as a share of the highest weighted sum among the
   * candidates.
   *
   * @param age 0 for the newest
   */
  record ContextWords(int age) implements Feature {
    @Override
    public String label() {
      return "bm25 of context chunk -" + (age + 1);
    }
  }

  /** What the search ordered the candidates by. */
  record SearchScore() implements Feature {
    @Override
    public String label() {
      return "score of the search";
    }
  }

  /** Logarithm of 1 + the number of its words. */
  record Length() implements Feature {
    @Override
    public String label() {
      return "length";
    }
  }

  private static String of(int part) {
    return part == WHOLE ? "" : ", part " + part;
  }
}
