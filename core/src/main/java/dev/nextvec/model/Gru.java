package dev.nextvec.model;

import dev.nextvec.nn.GruLayer;
import dev.nextvec.nn.LayerNorm;
import dev.nextvec.nn.Linear;
import dev.nextvec.nn.Overlap;
import dev.nextvec.nn.Pass;
import dev.nextvec.torch.Parameter;
import dev.nextvec.torch.Weights;
import dev.nextvec.torch.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The GRU stack: a projection, residual GRU blocks with layer normalisation, the last timestep, a
 * linear head.
 *
 * <pre>
 * context [n, batch, dim] → Linear → 4 × (x → LayerNorm(x + GRU(x))) → last [batch, hidden] → Linear → raw
 * </pre>
 *
 * @param dimension length of one vector
 * @param contextLength vectors in a context
 * @param hidden width of the blocks
 * @param layers number of blocks
 */
public record Gru(int dimension, int contextLength, int hidden, int layers)
    implements Architecture {

  public Gru {
    Sizes.positive("dimension", dimension);
    Sizes.positive("context", contextLength);
    Sizes.positive("hidden", hidden);
    Sizes.positive("layers", layers);
  }

  @Override
  public String name() {
    return "gru";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(Linear.parameters("input_proj", dimension, hidden));
    for (int i = 0; i < layers; i++) {
      all.addAll(GruLayer.parameters("blocks." + i + ".gru", "l0", hidden, hidden));
      all.addAll(LayerNorm.parameters("blocks." + i + ".norm", hidden));
    }
    all.addAll(Linear.parameters("output_proj", hidden, dimension));
    return List.copyOf(all);
  }

  @Override
  public long flops() {
    long block = 2L * 3 * hidden * 2 * hidden;
    return contextLength * (2L * dimension * hidden + layers * block) + 2L * hidden * dimension;
  }

  @Override
  public long activationFloats() {
    long n = contextLength;
    long block = 3L * hidden + n * 3 * hidden + 4 * n * hidden; // bias, gates, U h, n, h, x + h
    long norms = ((layers - 1) * n + 1) * (hidden + 2L); // the last for the last timestep alone
    return n * hidden + layers * block + norms + dimension;
  }

  @Override
  public Network build(Weights weights, Workspace workspace) {
    return new Net(this, weights, workspace);
  }

  private static final class Net implements Network {
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

    Net(Gru spec, Weights weights, Workspace workspace) {
      steps = spec.contextLength;
      blocks = spec.layers;
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
    public Tensor forward(Tensor x, Pass pass) {
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
                : norms[i].forward(
                    torch.add_out(last(sum, batch), last(in, batch), last(h, batch)));
      }
      return head.forward(in);
    }

    @Override
    public void backward(Tensor x, Tensor draw) {
      long batch = x.size(1);
      long rows = steps * batch;
      head.backward(norms[blocks - 1].output(batch), draw);
      Tensor dy = head.inputGradient(draw);
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
}
