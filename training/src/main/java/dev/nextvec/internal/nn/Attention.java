package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Activation;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Layers;
import org.bytedeco.pytorch.Tensor;

/**
 * Multi-head scaled dot-product attention (Vaswani et al., "Attention is all you need", 2017) as
 * PyTorch's {@code MultiheadAttention} computes it, causal: a query at position t sees keys up to
 * t. Queries may be fewer than keys; they are then the last positions.
 *
 * <p>Sequences are {@code [positions * batch, width]}, position by position.
 */
public final class Attention {
  private final Weights weights;
  private final String prefix;
  private final Projection toQuery;
  private final Projection toKeyValue;
  private final Tensor queryWeight; // [E, E]
  private final Tensor queryBias; // [E]
  private final Tensor keyValueWeight; // [2E, E]
  private final Tensor keyValueBias; // [2E]
  private final Tensor dQueryWeight;
  private final Tensor dQueryBias;
  private final Tensor dKeyValueWeight;
  private final Tensor dKeyValueBias;
  private final Linear out;
  private final Kernels kernels;
  private final long width;
  private final AttentionCore onHost;
  private final AttentionCore onDevice;
  private final boolean hosted;
  private final Workspace.Buffer query;
  private final Workspace.Buffer keyValue;
  private final Workspace.Buffer mixed;
  private final Workspace.Buffer dQuery;
  private final Workspace.Buffer dKeyValue;

  public Attention(
      Weights weights, String prefix, int heads, double dropout, int site, Workspace workspace) {
    this.weights = weights;
    this.prefix = prefix;
    kernels = workspace.kernels();
    Tensor weight = weights.value(prefix + ".in_proj_weight"); // [3E, E]: queries, keys, values
    Tensor bias = weights.value(prefix + ".in_proj_bias");
    Tensor dWeight = weights.gradient(prefix + ".in_proj_weight");
    Tensor dBias = weights.gradient(prefix + ".in_proj_bias");
    width = weight.size(1);
    queryWeight = workspace.keepView(weight.narrow(0, 0, width));
    queryBias = workspace.keepView(bias.narrow(0, 0, width));
    keyValueWeight = workspace.keepView(weight.narrow(0, width, 2 * width));
    keyValueBias = workspace.keepView(bias.narrow(0, width, 2 * width));
    dQueryWeight = workspace.keepView(dWeight.narrow(0, 0, width));
    dQueryBias = workspace.keepView(dBias.narrow(0, 0, width));
    dKeyValueWeight = workspace.keepView(dWeight.narrow(0, width, 2 * width));
    dKeyValueBias = workspace.keepView(dBias.narrow(0, width, 2 * width));
    toQuery = Projection.once(weights, queryWeight, workspace);
    toKeyValue = Projection.once(weights, keyValueWeight, workspace);
    out = new Linear(weights, prefix + ".out_proj", workspace);
    Dropout drop = new Dropout(dropout, site, workspace);
    onHost = new HostAttention(Math.toIntExact(width), heads, drop, workspace);
    onDevice = new TorchAttention(width, heads, drop, workspace);
    hosted = workspace.engine().device() == Device.CPU;
    query = workspace.buffer();
    keyValue = workspace.buffer();
    mixed = workspace.buffer();
    dQuery = workspace.buffer();
    dKeyValue = workspace.buffer();
  }

  /**
   * @param x what asks, {@code [queries * batch, width]}
   * @param memory what is looked at, {@code [keys * batch, width]}
   * @return {@code [queries * batch, width]}
   */
  public Tensor forward(Tensor x, Tensor memory, long batch, Mode pass) {
    Tensor q = query.of(x.size(0), width);
    toQuery.into(q, x, queryBias, Activation.NONE);
    Tensor kv = keyValue.of(memory.size(0), 2 * width);
    toKeyValue.into(kv, memory, keyValueBias, Activation.NONE);
    Tensor m = mixed.of(x.size(0), width);
    core(memory, batch).forward(q, kv, m, batch, pass);
    return out.forward(m);
  }

  private AttentionCore core(Tensor memory, long batch) {
    return hosted && memory.size(0) / batch <= Layers.MOST_HOSTED_KEYS ? onHost : onDevice;
  }

  /**
   * Writes the gradients of all parameters; {@link #addQueryGradient} and {@link
   * #addMemoryGradient} then give those of the two inputs.
   *
   * @param dy gradient of the output, {@code [queries * batch, width]}
   */
  public void backward(Tensor x, Tensor memory, Tensor dy, long batch) {
    out.backward(mixed.of(x.size(0), width), dy);
    Tensor q = query.of(x.size(0), width);
    Tensor kv = keyValue.of(memory.size(0), 2 * width);
    Tensor dq = dQuery.of(x.size(0), width);
    Tensor dkv = dKeyValue.of(memory.size(0), 2 * width);
    core(memory, batch).backward(q, kv, out.inputGradient(dy), dq, dkv, batch);
    kernels.transposedTimes(dQueryWeight, dq, x);
    kernels.transposedTimes(dKeyValueWeight, dkv, memory);
    kernels.sum(dQueryBias, dq);
    kernels.sum(dKeyValueBias, dkv);
    weights.complete(prefix + ".in_proj_weight", prefix + ".in_proj_bias");
  }

  /** Adds the gradient of {@code x} of the last backward pass. */
  public void addQueryGradient(Tensor into) {
    kernels.addTimes(into, dQuery.of(into.size(0), width), queryWeight);
  }

  /** Adds the gradient of {@code memory} of the last backward pass. */
  public void addMemoryGradient(Tensor into) {
    kernels.addTimes(into, dKeyValue.of(into.size(0), 2 * width), keyValueWeight);
  }
}
