package dev.nextvec.model;

import dev.nextvec.internal.baseline.Ridge;
import dev.nextvec.model.Parameter.Start;
import java.util.List;
import java.util.stream.Stream;

/**
 * AMN with recency: starts exactly at the learned average with shrinkage, and moves away from it
 * only as far as the validation windows confirm.
 *
 * <pre>
 *    c = context - mean [n, batch, dim]          mean and w₀: the learned average's, fitted in closed form
 *      │                                         start = mean + Σ w₀ₖ cₖ
 *    attended = Σ wₖ mₖ cₖ                       mₖ = exp(sₖ) / Σ pⱼ exp(sⱼ), sₖ = query(cₙ) · key(cₖ) / √a
 *      │
 *    [attended, cₙ] → Linear, GELU, LayerNorm, Linear, GELU, LayerNorm, Linear (zero at first) / 5 = residual
 *      │
 *    linear = U Σ Aₖ cₖ                          of low rank: the best part of the ridge map, in closed form
 *      │
 *    raw = start + share₁ · linear + share₂ · (mean + attended + residual - start)
 * </pre>
 *
 * <p>The weights wₖ are a learned bias for each position; scores modulate them (pⱼ = |w₀ⱼ| / Σ|w₀|,
 * so that equal scores change nothing). The linear map is what ridge regression adds to the learned
 * average, reduced to its most telling directions, and is not trained: steps of the optimiser would
 * only blur it. Scales on the residual network's input and output fit the sizes of unit vectors:
 * its steps are small against the start. The shares, between 0 and 1, are 0 before the first epoch,
 * chosen by least squares on the validation windows after each, and 1 while training: with little
 * data share₂ stays near 0. Contexts too large for the closed form ({@link Ridge#fits}) have a
 * linear map of zeros.
 *
 * @param dimension length of one vector
 * @param contextLength vectors in a context
 * @param hidden width of the residual network's first layer; its second is half as wide
 * @param attention width of queries and keys
 * @param rank of the linear map, at most the dimension
 * @param dropout share dropped at the residual network's input and after its layers
 */
public record AmnR(
    int dimension, int contextLength, int hidden, int attention, int rank, double dropout)
    implements Architecture {
  public static final String IN = "linear.in";
  public static final String OUT = "linear.out";
  private static final List<String> SHARED = List.of("linear", "network");

  public AmnR {
    Sizes.positive("dimension", dimension);
    Sizes.positive("context", contextLength);
    Sizes.positive("hidden", hidden);
    Sizes.positive("attention", attention);
    Sizes.positive("rank", rank);
    if (rank > dimension) {
      throw new IllegalArgumentException(
          "`rank` must be at most the dimension, " + dimension + ", but was " + rank);
    }
    Sizes.share("dropout", dropout);
  }

  /** The standard sizes for vectors of this length, with contexts of {@link #CONTEXT}. */
  public static AmnR standard(int dimension) {
    return new AmnR(dimension, CONTEXT, 512, 64, Math.min(64, dimension), 0.2);
  }

  @Override
  public String name() {
    return "amn-r";
  }

  @Override
  public List<Parameter> parameters() {
    Start zero = new Start.Constant(0);
    Start average = new Start.Constant(1.0 / contextLength); // until it is fitted
    return Stream.of(
            List.of(new Parameter("weights", new long[] {contextLength}, average)),
            Layers.linear("query", dimension, attention, zero),
            Layers.linear("key", dimension, attention),
            Layers.linear("residual_net.0", 2 * dimension, hidden),
            Layers.layerNorm("residual_net.2", hidden),
            Layers.linear("residual_net.3", hidden, hidden / 2),
            Layers.layerNorm("residual_net.5", hidden / 2),
            Layers.linear("residual_net.6", hidden / 2, dimension, zero),
            List.of(
                Parameter.fixed("mean", new long[] {dimension}, 0),
                Parameter.fixed("start_weights", new long[] {contextLength}, 1.0 / contextLength),
                Parameter.fixed(IN, new long[] {contextLength, rank, dimension}, 0),
                Parameter.fixed(OUT, new long[] {dimension, rank}, 0),
                Parameter.fixed(SHARES, new long[] {SHARED.size()}, 0)))
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public List<String> gatedParts() {
    return SHARED;
  }

  @Override
  public long flops() {
    long n = contextLength;
    long scores = 2L * dimension * attention * (n + 1) + 2 * n * attention;
    long mixing = 2 * 2 * n * dimension;
    long linear = 2L * (n + 1) * dimension * rank;
    long residual =
        2L
            * (2L * dimension * hidden
                + (long) hidden * (hidden / 2)
                + (long) (hidden / 2) * dimension);
    return scores + mixing + linear + residual;
  }

  @Override
  public long activationFloats() {
    return 3L * contextLength * dimension
        + (contextLength + 1L) * attention
        + 7L * dimension
        + rank
        + 5L * hidden;
  }
}
