package dev.nextvec.model;

import dev.nextvec.model.Parameter.Start;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Attention Mixture Network: the context's mean plus a learned correction.
 *
 * <pre>
 *                  context [n, batch, dim]
 *            ┌───────────────┼─────────────────┐
 *          mean       keys = Linear(context)   │
 *            │               │                 │
 *   query = Linear(mean)     │                 │
 *            └── softmax(query · keys / √a) ───┤
 *            │                          attended = Σ weight · context
 *            └──────── [mean, attended] ───────┘
 *                            │
 *        Linear, GELU, LayerNorm, Linear, GELU, LayerNorm, Linear
 *                            │
 *              raw = mean + residual [batch, dim]
 * </pre>
 *
 * @param dimension length of one vector
 * @param contextLength vectors in a context
 * @param hidden width of the residual network's first layer; its second is half as wide
 * @param attention width of queries and keys
 * @param init how the last layer starts
 */
public record Amn(int dimension, int contextLength, int hidden, int attention, Init init)
    implements Architecture {

  /** How the residual network's last layer starts. */
  public enum Init {
    /** At zero: untrained, the network is the linear average. */
    ZERO,
    /** As PyTorch starts a linear layer, for comparison with other implementations. */
    PYTORCH
  }

  public Amn {
    Sizes.positive("dimension", dimension);
    Sizes.positive("context", contextLength);
    Sizes.positive("hidden", hidden);
    Sizes.positive("attention", attention);
    if (hidden < 2) {
      throw new IllegalArgumentException("`hidden` must be at least 2 but was " + hidden);
    }
  }

  /** The specification's sizes for vectors of this length, with contexts of {@link #CONTEXT}. */
  public static Amn standard(int dimension) {
    return new Amn(dimension, CONTEXT, 512, 256, Init.ZERO);
  }

  @Override
  public String name() {
    return "amn";
  }

  @Override
  public List<Parameter> parameters() {
    Start last = new Start.Uniform(1 / Math.sqrt(Math.floorDiv(hidden, 2)));
    return Stream.of(
            Layers.linear("context_encoder", dimension, attention),
            Layers.linear("query_encoder", dimension, attention),
            Layers.linear("residual_net.0", 2 * dimension, hidden),
            Layers.layerNorm("residual_net.2", hidden),
            Layers.linear("residual_net.3", hidden, hidden / 2),
            Layers.layerNorm("residual_net.5", hidden / 2),
            Layers.linear(
                "residual_net.6",
                hidden / 2,
                dimension,
                init == Init.ZERO ? new Start.Constant(0) : last))
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public long flops() {
    long n = contextLength;
    long encoders = 2L * dimension * attention * (n + 1);
    long mixing = 2L * n * attention + 2L * n * dimension + 2L * n * dimension;
    long residual =
        2L
            * (2L * dimension * hidden
                + (long) hidden * (hidden / 2)
                + (long) (hidden / 2) * dimension);
    return encoders + mixing + residual;
  }

  @Override
  public long activationFloats() {
    long n = contextLength;
    long encoded = (long) attention + dimension; // query, and what it asks of the context
    long mixed = n + 2L * dimension; // weights, what is asked and the mean or sum on the heap
    long residual = 3L * (hidden + hidden / 2) + 2L * 2; // per layer: Linear, GELU, LayerNorm
    return encoded + mixed + residual + 4L * dimension; // [mean, attended], residual, raw
  }
}
