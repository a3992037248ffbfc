package dev.nextvec.internal.retrieval;

import java.util.OptionalDouble;

/**
 * What an index measured of itself when it was made.
 *
 * @param recall share of the true ten nearest chunks among the ten that the graph finds; empty for
 *     an exact index, which compares all
 * @param queries how many queries that is the mean of
 * @param asked what they were: {@code predictions}, {@code averages} or {@code chunks}
 * @param copies chunks whose vector another chunk has too
 * @param unreachable nodes of the graph that no walk from its entry reaches: never found
 */
public record IndexCheck(
    OptionalDouble recall, int queries, String asked, long copies, long unreachable) {
  /** Below this recall there is a warning. */
  public static final double LEAST_RECALL = 0.95;
}
