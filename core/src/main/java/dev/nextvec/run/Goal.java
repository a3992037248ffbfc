package dev.nextvec.run;

/** What a network is trained for. */
public sealed interface Goal {

  /** The name in commands. */
  String name();

  /** Whether predictions are compared with mapped chunks. */
  default boolean mapsCandidates() {
    return switch (this) {
      case Regression() -> false;
      case Retrieval retrieval -> !(retrieval.mapping() instanceof Mapping.None);
    };
  }

  /** To come near the next vector: the specification's. Its measure is the validation loss. */
  record Regression() implements Goal {
    @Override
    public String name() {
      return "regression";
    }
  }

  /**
   * To find the next chunk among the others. A step's windows are runs of neighbours, and each must
   * tell its target from all other chunks of the documents in the step: its own context is left
   * out, as it is when the network retrieves. Its measure is the mean reciprocal rank on the
   * validation windows.
   *
   * @param stretch most neighbouring windows of one document in a row
   * @param negatives chunks of the whole training corpus that are added to each step's candidates
   * @param mseWeight weight of the squared error, summed over dimensions, beside the cross-entropy
   * @param temperature softness that training starts from; it is learned
   * @param mapping how chunks are changed before the prediction is compared with them
   */
  record Retrieval(
      int stretch, int negatives, double mseWeight, double temperature, Mapping mapping)
      implements Goal {

    /** 16 neighbours, no further chunks, weight 1, temperature 0.07. */
    public static final Retrieval STANDARD = new Retrieval(16, 0, 1, 0.07);

    public Retrieval {
      if (stretch < 1) {
        throw new IllegalArgumentException("`stretch` must be positive but was " + stretch);
      }
      if (negatives < 0) {
        throw new IllegalArgumentException("`negatives` must not be negative but was " + negatives);
      }
      if (!(mseWeight >= 0 && Double.isFinite(mseWeight))) {
        throw new IllegalArgumentException(
            "`mse-weight` must not be negative but was " + mseWeight);
      }
      if (!(temperature > 0 && Double.isFinite(temperature))) {
        throw new IllegalArgumentException("`temperature` must be positive but was " + temperature);
      }
    }

    /** Of a prediction that is compared with chunks as they are. */
    public Retrieval(int stretch, int negatives, double mseWeight, double temperature) {
      this(stretch, negatives, mseWeight, temperature, new Mapping.None());
    }

    /** The same with a map of the candidates. */
    public Retrieval with(Mapping other) {
      return new Retrieval(stretch, negatives, mseWeight, temperature, other);
    }

    @Override
    public String name() {
      return "retrieval";
    }
  }

  /**
   * How a two-sided model changes chunks before its prediction is compared with them. The map is
   * linear, starts as the identity and is learned with the network.
   */
  sealed interface Mapping {
    /** The name in commands. */
    String name();

    /** Not at all: the model has one side. */
    record None() implements Mapping {
      @Override
      public String name() {
        return "none";
      }
    }

    /**
     * The identity plus a product of two narrow matrices.
     *
     * @param rank numbers between the two
     */
    record LowRank(int rank) implements Mapping {
      /** Rank 64. */
      public static final LowRank STANDARD = new LowRank(64);

      public LowRank {
        if (rank < 1) {
          throw new IllegalArgumentException("`map-rank` must be positive but was " + rank);
        }
      }

      @Override
      public String name() {
        return "low-rank";
      }
    }

    /** A square matrix. */
    record Full() implements Mapping {
      @Override
      public String name() {
        return "full";
      }
    }
  }
}
