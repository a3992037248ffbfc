package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.NativeConstants;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Attention in libtorch's operations: on any device, for any length. */
final class TorchAttention implements AttentionCore {
  private static final long[] LAST = {-1};

  private final Workspace workspace;
  private final Dropout dropout;
  private final long heads;
  private final long width;
  private final Scalar scale;
  private final Workspace.Buffer qHeads;
  private final Workspace.Buffer kHeads;
  private final Workspace.Buffer vHeads;
  private final Workspace.Buffer scores;
  private final Workspace.Buffer probabilities;
  private final Workspace.Buffer dropped;
  private final Workspace.Buffer mixedHeads;
  private final Workspace.Buffer dMixedHeads;
  private final Workspace.Buffer dProbabilities;
  private final Workspace.Buffer dScores;
  private final Workspace.Buffer dHeads;
  private final Workspace.Buffer rowSums;
  private final Workspace.Buffer mask;

  TorchAttention(long width, int heads, Dropout dropout, Workspace workspace) {
    this.workspace = workspace;
    this.dropout = dropout;
    this.heads = heads;
    this.width = width;
    scale = NativeConstants.scalar(1 / Math.sqrt((double) width / heads));
    qHeads = workspace.buffer();
    kHeads = workspace.buffer();
    vHeads = workspace.buffer();
    scores = workspace.buffer();
    probabilities = workspace.buffer();
    dropped = workspace.buffer();
    mixedHeads = workspace.buffer();
    dMixedHeads = workspace.buffer();
    dProbabilities = workspace.buffer();
    dScores = workspace.buffer();
    dHeads = workspace.buffer();
    rowSums = workspace.buffer();
    mask = workspace.buffer();
  }

  @Override
  public void forward(Tensor q, Tensor kv, Tensor mixed, long batch, Mode pass) {
    long queries = q.size(0) / batch;
    long keys = kv.size(0) / batch;
    Tensor qh = split(q, 0, queries, batch, qHeads);
    Tensor kh = split(kv, 0, keys, batch, kHeads);
    Tensor vh = split(kv, width, keys, batch, vHeads);
    Tensor s = scores.of(batch * heads, queries, keys);
    torch.baddbmm_out(s, causal(queries, keys), qh, kh.transpose(1, 2), NativeConstants.ONE, scale);
    Tensor p = torch.softmax_out(probabilities.of(batch * heads, queries, keys), s, -1);
    Tensor kept = dropped.of(batch * heads, queries, keys).copy_(p);
    dropout.forwardByWindow(kept, pass);
    join(
        torch.bmm_out(mixedHeads.of(batch * heads, queries, width / heads), kept, vh),
        mixed,
        0,
        batch);
  }

  @Override
  public void backward(Tensor q, Tensor kv, Tensor dMixed, Tensor dq, Tensor dkv, long batch) {
    long queries = q.size(0) / batch;
    long keys = kv.size(0) / batch;
    Tensor dm = split(dMixed, 0, queries, batch, dMixedHeads);
    Tensor kept = dropped.of(batch * heads, queries, keys);
    Tensor dp = dProbabilities.of(batch * heads, queries, keys);
    Tensor dh = dHeads.of(batch * heads, keys, width / heads);
    join(torch.bmm_out(dh, kept.transpose(1, 2), dm), dkv, width, batch);
    torch.bmm_out(dp, dm, vHeads.of(batch * heads, keys, width / heads).transpose(1, 2));
    dropout.backward(dp);
    Tensor p = probabilities.of(batch * heads, queries, keys);
    Tensor ds = dScores.of(batch * heads, queries, keys);
    softmaxGradient(p, dp, ds);
    Tensor qh = qHeads.of(batch * heads, queries, width / heads);
    join(torch.bmm_out(dh, ds.transpose(1, 2), qh), dkv, 0, batch);
    Tensor dqh = dMixedHeads.of(batch * heads, queries, width / heads);
    torch.bmm_out(dqh, ds, kHeads.of(batch * heads, keys, width / heads));
    join(dqh, dq, 0, batch);
  }

  /** ds = scale p (dp - sum(dp p)). */
  private void softmaxGradient(Tensor p, Tensor dp, Tensor ds) {
    torch.mul_out(ds, dp, p);
    Tensor total =
        torch.sum_out(rowSums.of(p.size(0), p.size(1), 1), ds, LAST, true, NativeConstants.FLOAT);
    ds.addcmul_(p, total, NativeConstants.MINUS_ONE).mul_(scale);
  }

  /**
   * {@code [positions * batch, ...]} from column {@code from} to {@code [batch * heads, positions,
   * width / heads]}.
   */
  private Tensor split(
      Tensor joined, long from, long positions, long batch, Workspace.Buffer into) {
    long size = width / heads;
    Tensor target = into.of(batch * heads, positions, size);
    Tensor source = joined.narrow(1, from, width).view(positions, batch, heads, size);
    target.view(batch, heads, positions, size).copy_(source.permute(1, 2, 0, 3));
    return target;
  }

  private void join(Tensor split, Tensor joined, long from, long batch) {
    long size = width / heads;
    long positions = split.size(1);
    Tensor target = joined.narrow(1, from, width).view(positions, batch, heads, size);
    target.copy_(split.view(batch, heads, positions, size).permute(2, 0, 1, 3));
  }

  /** Zero where a query may look, minus infinity where it may not; {@code [1, queries, keys]}. */
  private Tensor causal(long queries, long keys) {
    Tensor m = mask.of(1, queries, keys);
    if (queries > 1 && m.select(1, 0).select(1, keys - 1).item_float() == 0) {
      Libtorch engine = workspace.engine();
      float[] values = new float[Math.toIntExact(queries * keys)];
      for (int q = 0; q < queries; q++) {
        for (int k = 0; k < keys; k++) {
          values[(int) (q * keys + k)] = k > q + keys - queries ? Float.NEGATIVE_INFINITY : 0;
        }
      }
      engine.upload(values, values.length, m);
    }
    return m;
  }
}
