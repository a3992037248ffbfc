package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Transformer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The network of {@link Transformer}, in the order of its diagram. */
final class TransformerNetwork implements Network {
  private final Overlap overlap;
  private final Linear input;
  private final Tensor positions; // [n, 1, hidden]
  private final DecoderLayer[] decoder;
  private final Linear head0;
  private final Gelu gelu;
  private final LayerNorm norm;
  private final Linear head3;
  private final Workspace.Buffer memory;
  private final Workspace.Buffer dMemory;

  TransformerNetwork(Transformer spec, Weights weights, Workspace workspace) {
    Libtorch engine = workspace.engine();
    int n = spec.contextLength();
    overlap = new Overlap(weights, workspace);
    input = new Linear(weights, "input_proj", workspace);
    positions = workspace.keep(engine.empty(n, 1, spec.hidden()));
    engine.upload(spec.positions(n), n * spec.hidden(), positions);
    decoder = new DecoderLayer[spec.layers()];
    for (int i = 0; i < spec.layers(); i++) {
      boolean lastOnly = i == spec.layers() - 1;
      decoder[i] =
          new DecoderLayer(
              weights, Transformer.layer(i), spec.heads(), spec.dropout(), i, lastOnly, workspace);
    }
    head0 = new Linear(weights, "head.0", workspace);
    gelu = new Gelu(workspace);
    norm = new LayerNorm(weights, "head.2", workspace);
    head3 = new Linear(weights, "head.3", workspace);
    memory = workspace.buffer();
    dMemory = workspace.buffer();
  }

  @Override
  public Tensor forward(Contexts contexts, Mode pass) {
    Tensor x = contexts.byPosition();
    long batch = x.size(1);
    Tensor projected = overlap.spread(input.forward(overlap.distinct(x)));
    Tensor m = memory.of(projected.size(0), projected.size(1));
    torch.add_out(m.view(-1, batch, m.size(1)), projected.view(-1, batch, m.size(1)), positions);
    Tensor h = m;
    for (DecoderLayer layer : decoder) {
      h = layer.forward(h, m, batch, pass);
    }
    return head3.forward(norm.forward(gelu.forward(head0.forward(h))));
  }

  @Override
  public void backward(Contexts contexts, Tensor dRaw) {
    Tensor x = contexts.byPosition();
    long batch = x.size(1);
    head3.backward(norm.output(batch), dRaw);
    Tensor a = head0.output(batch);
    Tensor dg = norm.backward(gelu.output(batch, a.size(1)), head3.inputGradient(dRaw));
    Tensor da = gelu.backward(a, dg);
    int last = decoder.length - 1;
    head0.backward(decoder[last].output(batch), da);
    Tensor m = memory.of(x.size(0) * batch, a.size(1));
    Tensor dm = dMemory.of(m.size(0), m.size(1)).zero_();
    Tensor dy = head0.inputGradient(da);
    for (int i = last; i >= 0; i--) {
      Tensor in = i == 0 ? m : decoder[i - 1].output(m.size(0));
      dy = decoder[i].backward(in, m, dy, dm, batch);
    }
    input.backward(x.view(m.size(0), -1), dm.add_(dy));
  }
}
