package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Lstm;
import org.bytedeco.pytorch.Tensor;

/** The network of {@link Lstm}, in the order of its diagram. */
final class LstmNetwork implements Network {
  private final int steps;
  private final Overlap overlap;
  private final LstmLayer[] stack;
  private final Dropout[] between;
  private final Linear head;
  private final Workspace.Buffer dLast;

  LstmNetwork(Lstm spec, Weights weights, Workspace workspace) {
    steps = spec.contextLength();
    overlap = new Overlap(weights, workspace);
    stack = new LstmLayer[spec.layers()];
    between = new Dropout[spec.layers()];
    for (int i = 0; i < spec.layers(); i++) {
      stack[i] = new LstmLayer(weights, "lstm", "l" + i, workspace);
      between[i] = new Dropout(spec.dropout(), i, workspace);
    }
    head = new Linear(weights, "output_proj", workspace);
    dLast = workspace.buffer();
  }

  @Override
  public Tensor forward(Contexts contexts, Mode pass) {
    Tensor x = contexts.byPosition();
    Tensor in = overlap.distinct(x);
    for (int i = 0; i < stack.length; i++) {
      Tensor h =
          i == 0 ? stack[i].forward(in, steps, x.size(1), overlap) : stack[i].forward(in, steps);
      in = i + 1 < stack.length ? between[i].copied(h, pass) : h;
    }
    return head.forward(last(in, x.size(1)));
  }

  @Override
  public void backward(Contexts contexts, Tensor dRaw) {
    Tensor x = contexts.byPosition();
    long batch = x.size(1);
    long rows = steps * batch;
    Tensor top = stack[stack.length - 1].output(rows);
    head.backward(last(top, batch), dRaw);
    Tensor dh = dLast.of(rows, top.size(1)).zero_();
    last(dh, batch).copy_(head.inputGradient(dRaw));
    for (int i = stack.length - 1; i >= 0; i--) {
      Tensor in = i == 0 ? x.view(rows, -1) : between[i - 1].copyOf(stack[i - 1].output(rows));
      stack[i].backward(in, dh, steps);
      if (i > 0) {
        dh = between[i - 1].backward(stack[i].inputGradient(rows));
      }
    }
  }

  private static Tensor last(Tensor sequence, long batch) {
    return sequence.narrow(0, sequence.size(0) - batch, batch);
  }
}
