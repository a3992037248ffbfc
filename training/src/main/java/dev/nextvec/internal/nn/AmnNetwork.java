package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The network in the diagram's order, but for the keys, which are never written out: query · (W c +
 * b) = (Wᵀ query) · c + query · b, one product for the window instead of one for each vector, and
 * what the bias adds is the same for all positions, so it vanishes in the softmax and its gradient
 * is zero.
 */
final class AmnNetwork implements Network {
  private final Weights weights;
  private final long dim;
  private final ContextPooling pooling;
  private final Tensor keyWeight; // [attention, dim]
  private final Tensor dKeyWeight;
  private final Tensor dKeyBias;
  private final Kernels kernels;
  private final Linear queries;
  private final Linear first;
  private final Linear second;
  private final Linear third;
  private final Gelu gelu1;
  private final Gelu gelu2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final Workspace.Buffer asked;
  private final Workspace.Buffer both;
  private final Workspace.Buffer raw;
  private final Workspace.Buffer dQuery;

  AmnNetwork(Weights w, Workspace space, int contextLength, int attention) {
    weights = w;
    keyWeight = w.value("context_encoder.weight");
    dim = keyWeight.size(1);
    pooling =
        space.engine().device() == Device.CPU
            ? new HostPooling(contextLength, dim, attention, space)
            : new TorchPooling(contextLength, attention, space);
    dKeyWeight = w.gradient("context_encoder.weight");
    dKeyBias = w.gradient("context_encoder.bias");
    kernels = space.kernels();
    queries = new Linear(w, "query_encoder", space);
    first = new Linear(w, "residual_net.0", space);
    gelu1 = new Gelu(space);
    norm1 = new LayerNorm(w, "residual_net.2", space);
    second = new Linear(w, "residual_net.3", space);
    gelu2 = new Gelu(space);
    norm2 = new LayerNorm(w, "residual_net.5", space);
    third = new Linear(w, "residual_net.6", space);
    asked = space.buffer();
    both = space.buffer();
    raw = space.buffer();
    dQuery = space.buffer();
  }

  @Override
  public Tensor forward(Contexts x, Mode pass) {
    long batch = x.size();
    Tensor inputs = both.of(batch, 2 * dim);
    pooling.mean(x, inputs);
    Tensor m = mean(batch);
    Tensor u = asked.of(batch, dim);
    kernels.times(u, queries.forward(m), keyWeight);
    pooling.attend(x, u, inputs);
    Tensor h1 = norm1.forward(gelu1.forward(first.forward(inputs)));
    Tensor h2 = norm2.forward(gelu2.forward(second.forward(h1)));
    return torch.add_out(raw.of(batch, dim), m, third.forward(h2));
  }

  /** The weights lead to the residual network only; without it the prediction is the mean. */
  @Override
  public Optional<Mixed> mixing(Contexts x) {
    return Optional.of(new Mixed(pooling.weights(x.size()), mean(x.size())));
  }

  private Tensor mean(long batch) {
    return both.view(batch, 2 * dim).block(0, batch, 0, dim);
  }

  @Override
  public void backward(Contexts x, Tensor dRaw) {
    long batch = x.size();
    Tensor h2 = norm2.output(batch);
    third.backward(h2, dRaw);
    Tensor a2 = second.output(batch);
    Tensor dg2 = norm2.backward(gelu2.output(batch, a2.size(1)), third.inputGradient(dRaw));
    Tensor da2 = gelu2.backward(a2, dg2);
    second.backward(norm1.output(batch), da2);
    Tensor a1 = first.output(batch);
    Tensor dg1 = norm1.backward(gelu1.output(batch, a1.size(1)), second.inputGradient(da2));
    Tensor da1 = gelu1.backward(a1, dg1);
    first.backward(both.of(batch, 2 * dim), da1);
    attentionBackward(x, first.inputGradient(da1, dim, dim));
  }

  private void attentionBackward(Contexts x, Tensor dAttended) {
    long batch = x.size();
    Tensor du = asked.of(batch, dim);
    pooling.backward(x, dAttended, du);
    kernels.transposedTimes(dKeyWeight, queries.output(batch), du);
    dKeyBias.zero_();
    weights.complete("context_encoder.weight", "context_encoder.bias");
    Tensor dq = dQuery.of(batch, keyWeight.size(0));
    kernels.timesTransposed(dq, du, keyWeight);
    queries.backward(mean(batch), dq);
  }
}
