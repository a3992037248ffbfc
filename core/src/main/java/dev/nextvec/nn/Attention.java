package dev.nextvec.nn;

import dev.nextvec.torch.Engine;
import dev.nextvec.torch.Lasting;
import dev.nextvec.torch.Parameter;
import dev.nextvec.torch.Parameter.Start;
import dev.nextvec.torch.Products;
import dev.nextvec.torch.Weights;
import dev.nextvec.torch.Workspace;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Multi-head scaled dot-product attention (Vaswani et al., "Attention is all you need", 2017) as
 * PyTorch's {@code MultiheadAttention} computes it, causal: a query at position t sees keys up to
 * t. Queries may be fewer than keys; they are then the last positions.
 *
 * <p>Sequences are {@code [positions * batch, width]}, position by position.
 */
public final class Attention {
  private static final long[] LAST = {-1};

  private final Tensor inWeight; // [3E, E]: queries, keys, values
  private final Tensor inBias; // [3E]
  private final Tensor dInWeight;
  private final Tensor dInBias;
  private final Linear out;
  private final Dropout dropout;
  private final Workspace workspace;
  private final Products products;
  private final long width;
  private final long heads;
  private final Scalar scale;
  private final Workspace.Buffer query;
  private final Workspace.Buffer keyValue;
  private final Workspace.Buffer perHead;
  private final Workspace.Buffer kHeads;
  private final Workspace.Buffer vHeads;
  private final Workspace.Buffer scores;
  private final Workspace.Buffer probabilities;
  private final Workspace.Buffer dropped;
  private final Workspace.Buffer mixedHeads;
  private final Workspace.Buffer mixed;
  private final Workspace.Buffer dMixedHeads;
  private final Workspace.Buffer dProbabilities;
  private final Workspace.Buffer dScores;
  private final Workspace.Buffer dHeads;
  private final Workspace.Buffer dQuery;
  private final Workspace.Buffer dKeyValue;
  private final Workspace.Buffer rowSums;
  private final Workspace.Buffer mask;

  public Attention(
      Weights weights, String prefix, int heads, double dropout, int site, Workspace workspace) {
    this.workspace = workspace;
    products = workspace.products();
    inWeight = weights.value(prefix + ".in_proj_weight");
    inBias = weights.value(prefix + ".in_proj_bias");
    dInWeight = weights.gradient(prefix + ".in_proj_weight");
    dInBias = weights.gradient(prefix + ".in_proj_bias");
    out = new Linear(weights, prefix + ".out_proj", workspace);
    this.dropout = new Dropout(dropout, site, workspace);
    this.heads = heads;
    width = inWeight.size(1);
    scale = Lasting.scalar(1 / Math.sqrt((double) width / heads));
    query = workspace.buffer();
    keyValue = workspace.buffer();
    perHead = workspace.buffer();
    kHeads = workspace.buffer();
    vHeads = workspace.buffer();
    scores = workspace.buffer();
    probabilities = workspace.buffer();
    dropped = workspace.buffer();
    mixedHeads = workspace.buffer();
    mixed = workspace.buffer();
    dMixedHeads = workspace.buffer();
    dProbabilities = workspace.buffer();
    dScores = workspace.buffer();
    dHeads = workspace.buffer();
    dQuery = workspace.buffer();
    dKeyValue = workspace.buffer();
    rowSums = workspace.buffer();
    mask = workspace.buffer();
  }

  /** Projections as PyTorch starts them: Glorot-uniform in, uniform within 1/√width out. */
  public static List<Parameter> parameters(String prefix, int width) {
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

  /**
   * @param x what asks, {@code [queries * batch, width]}
   * @param memory what is looked at, {@code [keys * batch, width]}
   * @return {@code [queries * batch, width]}
   */
  public Tensor forward(Tensor x, Tensor memory, long batch, Pass pass) {
    long queries = x.size(0) / batch;
    long keys = memory.size(0) / batch;
    Tensor q = query.of(x.size(0), width);
    products.linear(q, x, rows(inWeight, 0, 1), rows(inBias, 0, 1));
    Tensor kv = keyValue.of(memory.size(0), 2 * width);
    products.linear(kv, memory, rows(inWeight, 1, 2), rows(inBias, 1, 2));
    Tensor qh = split(q, 0, queries, batch, perHead);
    Tensor kh = split(kv, 0, keys, batch, kHeads);
    Tensor vh = split(kv, width, keys, batch, vHeads);
    Tensor s = scores.of(batch * heads, queries, keys);
    torch.baddbmm_out(s, causal(queries, keys), qh, kh.transpose(1, 2), Lasting.ONE, scale);
    Tensor p = torch.softmax_out(probabilities.of(batch * heads, queries, keys), s, -1);
    Tensor kept = dropped.of(batch * heads, queries, keys).copy_(p);
    dropout.forward(kept, pass);
    Tensor m = torch.bmm_out(mixedHeads.of(batch * heads, queries, width / heads), kept, vh);
    return out.forward(join(m, mixed.of(x.size(0), width), 0, queries, batch));
  }

  /**
   * Writes the gradients of all parameters; {@link #queryGradient} and {@link #memoryGradient} then
   * give those of the two inputs.
   *
   * @param dy gradient of the output, {@code [queries * batch, width]}
   */
  public void backward(Tensor x, Tensor memory, Tensor dy, long batch) {
    long queries = x.size(0) / batch;
    long keys = memory.size(0) / batch;
    out.backward(mixed.of(x.size(0), width), dy);
    Tensor dm = split(out.inputGradient(dy), 0, queries, batch, dMixedHeads);
    Tensor kept = dropped.of(batch * heads, queries, keys);
    Tensor dp = dProbabilities.of(batch * heads, queries, keys);
    Tensor dkv = dKeyValue.of(memory.size(0), 2 * width);
    Tensor dh = dHeads.of(batch * heads, keys, width / heads);
    join(torch.bmm_out(dh, kept.transpose(1, 2), dm), dkv, width, keys, batch);
    torch.bmm_out(dp, dm, vHeads.of(batch * heads, keys, width / heads).transpose(1, 2));
    dropout.backward(dp);
    Tensor p = probabilities.of(batch * heads, queries, keys);
    Tensor ds = dScores.of(batch * heads, queries, keys);
    softmaxGradient(p, dp, ds);
    Tensor qh = perHead.of(batch * heads, queries, width / heads);
    join(torch.bmm_out(dh, ds.transpose(1, 2), qh), dkv, 0, keys, batch);
    Tensor dqHeads = dMixedHeads.of(batch * heads, queries, width / heads);
    torch.bmm_out(dqHeads, ds, kHeads.of(batch * heads, keys, width / heads));
    Tensor dq = join(dqHeads, dQuery.of(x.size(0), width), 0, queries, batch);
    products.transposedTimes(rows(dInWeight, 0, 1), dq, x);
    products.transposedTimes(rows(dInWeight, 1, 2), dkv, memory);
    torch.sum_out(rows(dInBias, 0, 1), dq, 0);
    torch.sum_out(rows(dInBias, 1, 2), dkv, 0);
  }

  /** ds = scale p (dp - sum(dp p)). */
  private void softmaxGradient(Tensor p, Tensor dp, Tensor ds) {
    torch.mul_out(ds, dp, p);
    Tensor total =
        torch.sum_out(rowSums.of(p.size(0), p.size(1), 1), ds, LAST, true, Lasting.FLOAT);
    ds.addcmul_(p, total, Lasting.MINUS_ONE).mul_(scale);
  }

  /** Adds the gradient of {@code x} of the last backward pass. */
  public void addQueryGradient(Tensor into) {
    products.addTimes(into, dQuery.of(into.size(0), width), rows(inWeight, 0, 1));
  }

  /** Adds the gradient of {@code memory} of the last backward pass. */
  public void addMemoryGradient(Tensor into) {
    products.addTimes(into, dKeyValue.of(into.size(0), 2 * width), rows(inWeight, 1, 2));
  }

  private Tensor rows(Tensor projection, int first, int count) {
    return projection.narrow(0, first * width, count * width);
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

  private Tensor join(Tensor split, Tensor joined, long from, long positions, long batch) {
    long size = width / heads;
    Tensor target = joined.narrow(1, from, width).view(positions, batch, heads, size);
    target.copy_(split.view(batch, heads, positions, size).permute(2, 0, 1, 3));
    return joined;
  }

  /** Zero where a query may look, minus infinity where it may not; {@code [1, queries, keys]}. */
  private Tensor causal(long queries, long keys) {
    Tensor m = mask.of(1, queries, keys);
    if (queries > 1 && m.select(1, 0).select(1, keys - 1).item_float() == 0) {
      Engine engine = workspace.engine();
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
