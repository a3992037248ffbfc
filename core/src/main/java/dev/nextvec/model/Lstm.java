package dev.nextvec.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The LSTM baseline: stacked LSTM layers with dropout between them, the last timestep, a linear
 * head.
 *
 * <pre>
 * context [n, batch, dim] → LSTM → dropout → LSTM → last [batch, hidden] → Linear → raw [batch, dim]
 * </pre>
 *
 * @param dimension length of one vector
 * @param contextLength vectors in a context
 * @param hidden width of the layers
 * @param layers number of LSTM layers
 * @param dropout share dropped between layers
 */
public record Lstm(int dimension, int contextLength, int hidden, int layers, double dropout)
    implements Architecture {

  public Lstm {
    Sizes.positive("dimension", dimension);
    Sizes.positive("context", contextLength);
    Sizes.positive("hidden", hidden);
    Sizes.positive("layers", layers);
    Sizes.share("dropout", dropout);
  }

  /** The specification's sizes for vectors of this length, with contexts of {@link #CONTEXT}. */
  public static Lstm standard(int dimension) {
    return new Lstm(dimension, CONTEXT, 512, 2, 0.2);
  }

  @Override
  public String name() {
    return "lstm";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      all.addAll(Layers.lstm("lstm", "l" + layer, layer == 0 ? dimension : hidden, hidden));
    }
    all.addAll(Layers.linear("output_proj", hidden, dimension));
    return List.copyOf(all);
  }

  @Override
  public long flops() {
    long perStep = 0;
    for (int layer = 0; layer < layers; layer++) {
      perStep += 2L * 4 * hidden * ((layer == 0 ? dimension : hidden) + hidden);
    }
    return perStep * contextLength + 2L * hidden * dimension;
  }

  @Override
  public long activationFloats() {
    long n = contextLength;
    long layer = 4L * hidden + n * 4 * hidden + 3 * n * hidden; // bias, gates, c, tanh(c), h
    return layers * layer + dimension;
  }
}
