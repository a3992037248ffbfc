package dev.nextvec.run;

/** What a network is trained for. */
public sealed interface Goal {

  /** The name in commands. */
  String name();

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
   */
  record Retrieval(int stretch, int negatives, double mseWeight, double temperature)
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

    @Override
    public String name() {
      return "retrieval";
    }
  }
}
