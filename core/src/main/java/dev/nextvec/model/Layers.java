package dev.nextvec.model;

import dev.nextvec.model.Parameter.Start;
import java.util.List;
import java.util.stream.Stream;

/** The tensors of each kind of layer, named, shaped and started as PyTorch does it. */
public final class Layers {
  /** Attention over at most this many positions is computed without writing its scores out. */
  public static final int MOST_HOSTED_KEYS = 32;

  private static final int LSTM_GATES = 4;
  private static final int GRU_GATES = 3;

  private Layers() {}

  /** Weight and bias of y = x Wᵀ + b, uniform within 1/√in. */
  public static List<Parameter> linear(String prefix, int in, int out) {
    return linear(prefix, in, out, new Start.Uniform(1 / Math.sqrt(in)));
  }

  /** Weight and bias with a start of their own. */
  public static List<Parameter> linear(String prefix, int in, int out, Start start) {
    return List.of(
        new Parameter(prefix + ".weight", new long[] {out, in}, start),
        new Parameter(prefix + ".bias", new long[] {out}, start));
  }

  /** Gain of one and bias of zero. */
  public static List<Parameter> layerNorm(String prefix, int width) {
    return List.of(
        new Parameter(prefix + ".weight", new long[] {width}, new Start.Constant(1)),
        new Parameter(prefix + ".bias", new long[] {width}, new Start.Constant(0)));
  }

  /** The four tensors of an LSTM layer (gates i, f, g, o), uniform within 1/√hidden. */
  public static List<Parameter> lstm(String prefix, String suffix, int in, int hidden) {
    return recurrent(prefix, suffix, in, hidden, LSTM_GATES);
  }

  /** The four tensors of a GRU layer (gates r, z, n), uniform within 1/√hidden. */
  public static List<Parameter> gru(String prefix, String suffix, int in, int hidden) {
    return recurrent(prefix, suffix, in, hidden, GRU_GATES);
  }

  private static List<Parameter> recurrent(
      String prefix, String suffix, int in, int hidden, int gates) {
    Start start = new Start.Uniform(1 / Math.sqrt(hidden));
    long rows = (long) gates * hidden;
    return List.of(
        new Parameter(prefix + ".weight_ih_" + suffix, new long[] {rows, in}, start),
        new Parameter(prefix + ".weight_hh_" + suffix, new long[] {rows, hidden}, start),
        new Parameter(prefix + ".bias_ih_" + suffix, new long[] {rows}, start),
        new Parameter(prefix + ".bias_hh_" + suffix, new long[] {rows}, start));
  }

  /** Projections of an attention: Glorot-uniform in, uniform within 1/√width out. */
  public static List<Parameter> attention(String prefix, int width) {
    Start glorot = new Start.Uniform(Math.sqrt(6.0 / (4.0 * width)));
    Start zero = new Start.Constant(0);
    return List.of(
        new Parameter(prefix + ".in_proj_weight", new long[] {3L * width, width}, glorot),
        new Parameter(prefix + ".in_proj_bias", new long[] {3L * width}, zero),
        new Parameter(
            prefix + ".out_proj.weight",
            new long[] {width, width},
            new Start.Uniform(1 / Math.sqrt(width))),
        new Parameter(prefix + ".out_proj.bias", new long[] {width}, zero));
  }

  /** A post-norm decoder layer: two attentions, a feed-forward network, three normalisations. */
  public static List<Parameter> decoder(String prefix, int width, int feedForward) {
    return Stream.of(
            attention(prefix + ".self_attn", width),
            attention(prefix + ".multihead_attn", width),
            linear(prefix + ".linear1", width, feedForward),
            linear(prefix + ".linear2", feedForward, width),
            layerNorm(prefix + ".norm1", width),
            layerNorm(prefix + ".norm2", width),
            layerNorm(prefix + ".norm3", width))
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Numbers that a forward pass of an attention holds for each window, beside its output
   * projection's, on a CPU.
   *
   * @param queries positions that ask
   * @param keys positions that are looked at
   */
  static long attentionFloats(long queries, long keys, long width, long heads) {
    long joined = 2 * queries * width + 2 * keys * width; // queries, keys, values, mixed
    long scores = queries * keys * heads;
    return 2 * joined + (keys <= MOST_HOSTED_KEYS ? 1 : 3) * scores;
  }
}
