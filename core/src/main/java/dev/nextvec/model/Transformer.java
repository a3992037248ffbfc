package dev.nextvec.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The Transformer: a projection, sinusoidal positions, post-norm decoder layers whose memory is the
 * position-encoded input, the last timestep, an MLP head.
 *
 * <pre>
 * context [n, batch, dim] → Linear → + positions ──┬── memory ──┐
 *                                                  └→ 4 × DecoderLayer → last [batch, hidden]
 *                              raw [batch, dim] ← Linear ← LayerNorm ← GELU ← Linear ←┘
 * </pre>
 *
 * @param dimension length of one vector
 * @param contextLength vectors in a context
 * @param hidden width of the layers
 * @param layers number of decoder layers
 * @param heads attention heads
 * @param feedForward width of the feed-forward networks
 * @param dropout share dropped in attention, after each sublayer and inside the feed-forward
 */
public record Transformer(
    int dimension,
    int contextLength,
    int hidden,
    int layers,
    int heads,
    int feedForward,
    double dropout)
    implements Architecture {

  public Transformer {
    Sizes.positive("dimension", dimension);
    Sizes.positive("context", contextLength);
    Sizes.positive("hidden", hidden);
    Sizes.positive("layers", layers);
    Sizes.positive("heads", heads);
    Sizes.positive("feed-forward", feedForward);
    Sizes.share("dropout", dropout);
    if (hidden % heads != 0 || hidden % 2 != 0) {
      throw new IllegalArgumentException(
          "`hidden` must be even and a multiple of `heads` but was "
              + hidden
              + " with "
              + heads
              + " heads");
    }
  }

  /** The specification's sizes for vectors of this length, with contexts of {@link #CONTEXT}. */
  public static Transformer standard(int dimension) {
    return new Transformer(dimension, CONTEXT, 512, 4, 8, 2048, 0.1);
  }

  @Override
  public String name() {
    return "transformer";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(Layers.linear("input_proj", dimension, hidden));
    for (int i = 0; i < layers; i++) {
      all.addAll(Layers.decoder(layer(i), hidden, feedForward));
    }
    all.addAll(Layers.linear("head.0", hidden, hidden));
    all.addAll(Layers.layerNorm("head.2", hidden));
    all.addAll(Layers.linear("head.3", hidden, dimension));
    return List.copyOf(all);
  }

  /** The prefix of a decoder layer's tensors. */
  public static String layer(int layer) {
    return "transformer_decoder.layers." + layer;
  }

  @Override
  public long flops() {
    long n = contextLength;
    long h = hidden;
    long keysAndValues = 2 * (2 * 2 * h * h); // of self and cross attention, per position
    long rest = 2 * (2 * 2 * h * h) + 2 * 2 * h * feedForward; // queries, outputs, feed-forward
    long mixing = 2 * (2 * 2 * n * h); // scores and weighted sums, per query
    long whole = n * (keysAndValues + rest + mixing);
    long last = n * keysAndValues + rest + mixing;
    return n * 2 * dimension * h + (layers - 1) * whole + last + 2 * h * h + 2 * h * dimension;
  }

  @Override
  public long activationFloats() {
    long n = contextLength;
    long h = hidden;
    long head = 3 * h + 2 + dimension;
    return 2 * n * h + (layers - 1) * layerFloats(n) + layerFloats(1) + head;
  }

  /** Of a layer that is asked for {@code queries} positions. */
  private long layerFloats(long queries) {
    long n = contextLength;
    long h = hidden;
    long attention = Layers.attentionFloats(queries, n, h, heads) + queries * h;
    long sums = 3 * queries * (2 * h + 2); // before and after each LayerNorm
    return 2 * attention + sums + queries * (feedForward + h);
  }

  /**
   * Sinusoidal positions, unscaled: sin and cos of position / 10000^(2i / hidden) (Vaswani et al.,
   * 2017, section 3.5).
   *
   * @return {@code [length, hidden]} row-major
   */
  public float[] positions(int length) {
    float[] table = new float[length * hidden];
    for (int p = 0; p < length; p++) {
      for (int i = 0; i < hidden; i += 2) {
        float rate = (float) Math.exp(i * (float) (-Math.log(10000.0) / hidden));
        table[p * hidden + i] = (float) Math.sin(p * rate);
        table[p * hidden + i + 1] = (float) Math.cos(p * rate);
      }
    }
    return table;
  }
}
