package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Gru;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The network of {@link Gru}, in the order of its diagram. */
final class GruNetwork implements Network {
  private final int steps;
  private final int blocks;
  private final Overlap overlap;
  private final Linear input;
  private final GruLayer[] grus;
  private final LayerNorm[] norms;
  private final Workspace.Buffer[] sums;
  private final Workspace.Buffer[] gradients;
  private final Workspace.Buffer lastGradient;
  private final Linear head;

  GruNetwork(Gru spec, Weights weights, Workspace workspace) {
    steps = spec.contextLength();
    blocks = spec.layers();
    overlap = new Overlap(weights, workspace);
    input = new Linear(weights, "input_proj", workspace);
    grus = new GruLayer[blocks];
    norms = new LayerNorm[blocks];
    sums = new Workspace.Buffer[blocks];
    gradients = new Workspace.Buffer[blocks];
    for (int i = 0; i < blocks; i++) {
      grus[i] = new GruLayer(weights, "blocks." + i + ".gru", "l0", workspace);
      norms[i] = new LayerNorm(weights, "blocks." + i + ".norm", workspace);
      sums[i] = workspace.buffer();
      gradients[i] = workspace.buffer();
    }
    lastGradient = workspace.buffer();
    head = new Linear(weights, "output_proj", workspace);
  }

  /** Only the last timestep of the last block is added up: nothing else reaches the head. */
  @Override
  public Tensor forward(Contexts contexts, Mode pass) {
    Tensor x = contexts.byPosition();
    long batch = x.size(1);
    Tensor projected = input.forward(overlap.distinct(x));
    Tensor in = overlap.spread(projected);
    for (int i = 0; i < blocks; i++) {
      Tensor h =
          i == 0 ? grus[i].forward(projected, steps, batch, overlap) : grus[i].forward(in, steps);
      Tensor sum = sums[i].of(h.size(0), h.size(1));
      in =
          i + 1 < blocks
              ? norms[i].forward(torch.add_out(sum, in, h))
              : norms[i].forward(torch.add_out(last(sum, batch), last(in, batch), last(h, batch)));
    }
    return head.forward(in);
  }

  @Override
  public void backward(Contexts contexts, Tensor dRaw) {
    Tensor x = contexts.byPosition();
    long batch = x.size(1);
    long rows = steps * batch;
    head.backward(norms[blocks - 1].output(batch), dRaw);
    Tensor dy = head.inputGradient(dRaw);
    for (int i = blocks - 1; i >= 0; i--) {
      Tensor in = i == 0 ? input.output(rows) : norms[i - 1].output(rows);
      Tensor sum = sums[i].of(rows, in.size(1));
      Tensor dSum;
      if (i == blocks - 1) {
        dSum = lastGradient.of(rows, in.size(1)).zero_();
        last(dSum, batch).copy_(norms[i].backward(last(sum, batch), dy));
      } else {
        dSum = norms[i].backward(sum, dy);
      }
      dy = gradients[i].of(rows, in.size(1)).copy_(dSum);
      grus[i].backward(in, dSum, steps);
      grus[i].addInputGradient(dy);
    }
    input.backward(x.view(rows, -1), dy);
  }

  private static Tensor last(Tensor sequence, long batch) {
    return sequence.narrow(0, sequence.size(0) - batch, batch);
  }
}
