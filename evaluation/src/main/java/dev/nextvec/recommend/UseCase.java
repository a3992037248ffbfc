package dev.nextvec.recommend;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.wording.Setting;
import java.util.Locale;

/** What somebody wants a model for: the specification's use cases, each with its rule. */
public enum UseCase {
  VECRAG(
      "vecRAG",
      "The fastest (p95) of the models that are shown to be at most %s (%s) below the"
          + " highest MRR of the true next chunk among the chunks of all test documents, within the"
          + " limits."),
  QUICK_BASELINE(
      "Quick baseline",
      "The least training time of all that are shown to be better than the linear average by test"
          + " cosine, within the limits; the linear average where none is."),
  STRONG_BASELINE(
      "Strong baseline",
      "The one that trains fastest of the models that are shown to be at most %s (%s)"
          + " below the highest test cosine, within the limits."),
  MAXIMUM_CAPACITY(
      "Maximum capacity",
      "The network with the most parameters of those that are shown to be at most %s (%s)"
          + " below the network with the highest test cosine, within the limits."),
  PRODUCTION(
      "Production deployment",
      "The fastest (p95) of the models that are shown to be at most %s (%s) below the"
          + " highest test cosine, within the limits."),
  RESEARCH(
      "Research experiments",
      "Every network and the best baseline that reads the context, within the limits: a tie between"
          + " two of them is worth an experiment.");

  private final String label;
  private final String rule;

  UseCase(String label, String rule) {
    this.label = label;
    this.rule = rule;
  }

  /** What tables call it. */
  public String label() {
    return label;
  }

  /**
   * How it is decided, in one sentence.
   *
   * @param give what a cheaper model may lose, in the units of the yardstick
   */
  public String rule(double give) {
    return rule.formatted(Figures.significant(give), Setting.GIVE);
  }

  /**
   * Whether what is predicted must be the next vector itself. A model with two sides predicts what
   * finds it among mapped chunks.
   */
  boolean needsNextVector() {
    return switch (this) {
      case VECRAG, RESEARCH -> false;
      case QUICK_BASELINE, STRONG_BASELINE, MAXIMUM_CAPACITY, PRODUCTION -> true;
    };
  }

  /** What the command line and JSON call it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
