package dev.nextvec.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The GRU stack: a projection, residual GRU blocks with layer normalisation, the last timestep, a
 * linear head.
 *
 * <pre>
 * context [n, batch, dim] → Linear → 4 × (x → LayerNorm(x + GRU(x))) → last [batch, hidden] → Linear → raw
 * </pre>
 *
 * @param dimension length of one vector
 * @param contextLength vectors in a context
 * @param hidden width of the blocks
 * @param layers number of blocks
 */
public record Gru(int dimension, int contextLength, int hidden, int layers)
    implements Architecture {

  public Gru {
    Sizes.positive("dimension", dimension);
    Sizes.positive("context", contextLength);
    Sizes.positive("hidden", hidden);
    Sizes.positive("layers", layers);
  }

  /** The specification's sizes for vectors of this length, with contexts of {@link #CONTEXT}. */
  public static Gru standard(int dimension) {
    return new Gru(dimension, CONTEXT, 512, 4);
  }

  @Override
  public String name() {
    return "gru";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(Layers.linear("input_proj", dimension, hidden));
    for (int i = 0; i < layers; i++) {
      all.addAll(Layers.gru("blocks." + i + ".gru", "l0", hidden, hidden));
      all.addAll(Layers.layerNorm("blocks." + i + ".norm", hidden));
    }
    all.addAll(Layers.linear("output_proj", hidden, dimension));
    return List.copyOf(all);
  }

  @Override
  public long flops() {
    long block = 2L * 3 * hidden * 2 * hidden;
    return contextLength * (2L * dimension * hidden + layers * block) + 2L * hidden * dimension;
  }

  @Override
  public long activationFloats() {
    long n = contextLength;
    long block = 3L * hidden + n * 3 * hidden + 4 * n * hidden; // bias, gates, U h, n, h, x + h
    long norms = ((layers - 1) * n + 1) * (hidden + 2L); // the last for the last timestep alone
    return n * hidden + layers * block + norms + dimension;
  }
}
