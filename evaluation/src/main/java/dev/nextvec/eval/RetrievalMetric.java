package dev.nextvec.eval;

/** A number between 0 and 1 that says how well a prediction finds the true next chunk. */
public enum RetrievalMetric {
  /** Share of windows whose target is the nearest candidate. */
  RECALL_1("R@1", "recall_at_1"),
  /** Share of windows whose target is among the 5 nearest. */
  RECALL_5("R@5", "recall_at_5"),
  /** Share of windows whose target is among the 10 nearest. */
  RECALL_10("R@10", "recall_at_10"),
  /** Share of windows whose target is among the 50 nearest. */
  RECALL_50("R@50", "recall_at_50"),
  /** Mean of 1 / rank. */
  MRR("MRR", "mrr"),
  /** Probability that the target is nearer than another candidate drawn at random. */
  CONTRAST("contrastive accuracy", "contrastive_accuracy");

  private final String label;
  private final String key;

  RetrievalMetric(String label, String key) {
    this.label = label;
    this.key = key;
  }

  /** What tables call it. */
  public String label() {
    return label;
  }

  /** What JSON calls it. */
  public String key() {
    return key;
  }

  /** One value per window; NaN where the metric is not defined ({@link Ranks#contrast}). */
  public float[] of(Ranks ranks) {
    return switch (this) {
      case RECALL_1 -> ranks.hits(1);
      case RECALL_5 -> ranks.hits(5);
      case RECALL_10 -> ranks.hits(10);
      case RECALL_50 -> ranks.hits(50);
      case MRR -> ranks.reciprocal();
      case CONTRAST -> ranks.contrast();
    };
  }

  /** Mean over the windows where it is defined; NaN if there are none. */
  public double mean(Ranks ranks) {
    double sum = 0;
    int count = 0;
    for (float value : of(ranks)) {
      if (!Float.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
