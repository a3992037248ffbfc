package dev.nextvec.recommend;

import java.util.Locale;

/** What somebody wants a model for: the specification's use cases, each with its rule. */
public enum UseCase {
  VECRAG(
      "vecRAG",
      "The highest MRR of the true next chunk among the chunks of all test documents, within the"
          + " limits; of those shown to lose next to nothing against it, the fastest (p95)."),
  QUICK_BASELINE(
      "Quick baseline",
      "The least training time of all that are shown to be better than the linear average by test"
          + " cosine, within the limits; the linear average if there is none."),
  STRONG_BASELINE(
      "Strong baseline",
      "The highest test cosine within the limits; of those shown to lose next to nothing against"
          + " it, the one that trains fastest. Whatever is new has to beat it."),
  MAXIMUM_CAPACITY(
      "Maximum capacity",
      "The network with the most parameters, within the limits, of those shown to lose next to"
          + " nothing against the best network by test cosine."),
  PRODUCTION(
      "Production deployment",
      "The highest test cosine within the limits; of those shown to lose next to nothing against"
          + " it, the fastest (p95)."),
  RESEARCH(
      "Research experiments",
      "Every network and the best baseline: what is not settled between them is worth an"
          + " experiment.");

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

  /** How it is decided, in one sentence. */
  public String rule() {
    return rule;
  }

  /** What the command line and JSON call it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
