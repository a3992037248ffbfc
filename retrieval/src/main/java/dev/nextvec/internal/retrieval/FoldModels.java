package dev.nextvec.internal.retrieval;

import java.util.List;

/**
 * Models that did not see a part of the training documents each.
 *
 * @param all one for each part; empty where re-rankers are fitted to validation documents alone
 * @param key hash of all; empty for none
 */
public record FoldModels(List<FoldModel> all, String key) {
  /** None. */
  public static final FoldModels NONE = new FoldModels(List.of(), "");

  public FoldModels {
    all = List.copyOf(all);
    if (all.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException("models have a key, and none have none");
    }
  }
}
