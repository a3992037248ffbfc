package dev.nextvec.internal.torch;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import org.bytedeco.javacpp.Pointer;

/**
 * Attention of one text over itself, for each head: softmax(Q Kᵀ) V. The scale is in the queries.
 * Scores and their softmax are computed in float32.
 */
final class BertAttention implements KernelCache.Kernel {
  private final BertKernel scores;
  private final BertKernel softmax;
  private final BertKernel mix;
  private final long queryBytes;
  private final long scoreBytes;
  private final long shareBytes;

  /**
   * Compiles it for a number of tokens.
   *
   * @param hidden numbers of a token; a row of the projection holds query, key and value
   */
  BertAttention(BertKernels kernels, int heads, int hidden, int tokens) {
    long width = hidden / heads;
    long row = 3L * hidden;
    int type = kernels.type();
    long[] byToken = {heads, tokens, width};
    BertKernels.Heads query = new BertKernels.Heads(type, byToken, new long[] {width, row, 1});
    BertKernels.Heads key =
        new BertKernels.Heads(type, new long[] {heads, width, tokens}, new long[] {width, 1, row});
    BertKernels.Heads mixed = new BertKernels.Heads(type, byToken, new long[] {width, hidden, 1});
    long[] square = {heads, tokens, tokens};
    long[] dense = {(long) tokens * tokens, tokens, 1};
    BertKernels.Heads score = new BertKernels.Heads(dnnl_f32, square, dense);
    BertKernels.Heads share = new BertKernels.Heads(type, square, dense);
    scores = kernels.headProduct(query, key, score);
    softmax = kernels.softmax(score, share);
    mix = kernels.headProduct(share, query, mixed); // values lie as queries do
    queryBytes = hidden * kernels.bytes();
    scoreBytes = heads * dense[0] * Float.BYTES;
    shareBytes = heads * dense[0] * kernels.bytes();
  }

  /** Memory of one text's attention. */
  record Room(Scratch scores, Scratch shares, Scratch scratch) {}

  /**
   * Mixes.
   *
   * @param projected where the text's first row of query, key and value begins
   * @param out where its first row of the result begins
   */
  void run(Pointer projected, Pointer out, Room room) {
    Pointer score = room.scores.atLeast(scoreBytes);
    Pointer share = room.shares.atLeast(shareBytes);
    scores.run(room.scratch, projected, Scratch.from(projected, queryBytes), score);
    softmax.run(room.scratch, score, share);
    mix.run(room.scratch, share, Scratch.from(projected, 2 * queryBytes), out);
  }

  @Override
  public void close() {
    scores.close();
    softmax.close();
    mix.close();
  }
}
