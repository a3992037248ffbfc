package dev.nextvec.model;

import dev.nextvec.nn.Dropout;
import dev.nextvec.nn.Linear;
import dev.nextvec.nn.LstmLayer;
import dev.nextvec.nn.Overlap;
import dev.nextvec.nn.Pass;
import dev.nextvec.torch.Parameter;
import dev.nextvec.torch.Weights;
import dev.nextvec.torch.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The LSTM baseline: stacked LSTM layers with dropout between them, the last timestep, a linear
 * head.
 *
 * <pre>
 * context [n, batch, dim] → LSTM → dropout → LSTM → last [batch, hidden] → Linear → raw [batch, dim]
 * </pre>
 *
 * @param dimension length of one vector
 * @param contextLength vectors in a context
 * @param hidden width of the layers
 * @param layers number of LSTM layers
 * @param dropout share dropped between layers
 */
public record Lstm(int dimension, int contextLength, int hidden, int layers, double dropout)
    implements Architecture {

  public Lstm {
    Sizes.positive("dimension", dimension);
    Sizes.positive("context", contextLength);
    Sizes.positive("hidden", hidden);
    Sizes.positive("layers", layers);
    Sizes.share("dropout", dropout);
  }

  @Override
  public String name() {
    return "lstm";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      all.addAll(
          LstmLayer.parameters("lstm", "l" + layer, layer == 0 ? dimension : hidden, hidden));
    }
    all.addAll(Linear.parameters("output_proj", hidden, dimension));
    return List.copyOf(all);
  }

  @Override
  public long flops() {
    long perStep = 0;
    for (int layer = 0; layer < layers; layer++) {
      perStep += 2L * 4 * hidden * ((layer == 0 ? dimension : hidden) + hidden);
    }
    return perStep * contextLength + 2L * hidden * dimension;
  }

  @Override
  public long activationFloats() {
    long n = contextLength;
    long layer = 4L * hidden + n * 4 * hidden + 3 * n * hidden; // bias, gates, c, tanh(c), h
    return layers * layer + dimension;
  }

  @Override
  public Network build(Weights weights, Workspace workspace) {
    return new Net(this, weights, workspace);
  }

  private static final class Net implements Network {
    private final int steps;
    private final Overlap overlap;
    private final LstmLayer[] stack;
    private final Dropout[] between;
    private final Linear head;
    private final Workspace.Buffer dLast;

    Net(Lstm spec, Weights weights, Workspace workspace) {
      steps = spec.contextLength;
      overlap = new Overlap(weights, workspace);
      stack = new LstmLayer[spec.layers];
      between = new Dropout[spec.layers];
      for (int i = 0; i < spec.layers; i++) {
        stack[i] = new LstmLayer(weights, "lstm", "l" + i, workspace);
        between[i] = new Dropout(spec.dropout, i, workspace);
      }
      head = new Linear(weights, "output_proj", workspace);
      dLast = workspace.buffer();
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      Tensor in = overlap.distinct(x);
      for (int i = 0; i < stack.length; i++) {
        Tensor h =
            i == 0 ? stack[i].forward(in, steps, x.size(1), overlap) : stack[i].forward(in, steps);
        in = i + 1 < stack.length ? between[i].copied(h, pass) : h;
      }
      return head.forward(last(in, x.size(1)));
    }

    @Override
    public void backward(Tensor x, Tensor draw) {
      long batch = x.size(1);
      long rows = steps * batch;
      Tensor top = stack[stack.length - 1].output(rows);
      head.backward(last(top, batch), draw);
      Tensor dh = dLast.of(rows, top.size(1)).zero_();
      last(dh, batch).copy_(head.inputGradient(draw));
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
}
