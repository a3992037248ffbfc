package dev.nextvec.compare;

import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.stats.Measure;
import dev.nextvec.stats.Quantity;

/** What a decision looks at. */
public enum Yardstick {
  /** Mean cosine between prediction and true next vector. */
  COSINE("test cosine"),
  /** Mean reciprocal rank of the true next chunk among the chunks of all test documents. */
  MRR("MRR");

  private final String label;

  Yardstick(String label) {
    this.label = label;
  }

  /** What sentences call it. */
  public String label() {
    return label;
  }

  /** Whether it was measured for a row. */
  boolean measured(SeedGroup group) {
    return switch (this) {
      case COSINE -> true;
      case MRR -> group.ranked();
    };
  }

  Quantity of(SeedGroup group) {
    return switch (this) {
      case COSINE -> group.cosine();
      case MRR ->
          new Quantity(
              group.retrieval(Pool.TEST, RetrievalMetric.MRR),
              Measure.SHARE,
              group.retrievalError(Pool.TEST, RetrievalMetric.MRR));
    };
  }

  /** The document of each window that was measured. */
  int[] documents(SeedGroup group) {
    return switch (this) {
      case COSINE -> group.first().scores().documents();
      case MRR -> group.rankedDocuments();
    };
  }

  double mean(SeedGroup group) {
    return switch (this) {
      case COSINE -> group.meanCosine();
      case MRR -> group.retrievalMean(Pool.TEST, RetrievalMetric.MRR);
    };
  }
}
