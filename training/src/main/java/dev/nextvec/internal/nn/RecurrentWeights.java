package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Activation;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;

/**
 * What a recurrent layer of any kind of cell learns, in PyTorch's names and shapes, and what does
 * not depend on the cell: the product with the input of all steps, and the gradients of the weights
 * from those of the gates.
 */
final class RecurrentWeights {
  /** From the input to the gates: {@code [gates * hidden, in]}. */
  final Tensor w;

  /** From the hidden state to the gates: {@code [gates * hidden, hidden]}. */
  final Tensor u;

  /** {@code [gates * hidden]}. */
  final Tensor wBias;

  /** {@code [gates * hidden]}. */
  final Tensor uBias;

  /** The gradient of {@link #uBias}. */
  final Tensor duBias;

  /** Numbers in a hidden state. */
  final long hidden;

  private final Weights weights;
  private final String[] names;
  private final Tensor dw;
  private final Tensor du;
  private final Tensor dwBias;
  private final Projection fromInput;
  private final Kernels kernels;

  /**
   * @param suffix layer's ending of the names, for example {@code l0}
   */
  RecurrentWeights(Weights weights, String prefix, String suffix, Workspace workspace) {
    this.weights = weights;
    String wName = prefix + ".weight_ih_" + suffix;
    String uName = prefix + ".weight_hh_" + suffix;
    String wBiasName = prefix + ".bias_ih_" + suffix;
    String uBiasName = prefix + ".bias_hh_" + suffix;
    names = new String[] {wName, uName, wBiasName, uBiasName};
    w = weights.value(wName);
    u = weights.value(uName);
    wBias = weights.value(wBiasName);
    uBias = weights.value(uBiasName);
    dw = weights.gradient(wName);
    du = weights.gradient(uName);
    dwBias = weights.gradient(wBiasName);
    duBias = weights.gradient(uBiasName);
    hidden = u.size(1);
    fromInput = Projection.once(weights, w, workspace);
    kernels = workspace.kernels();
  }

  /** Writes {@code x w' + bias} of every step. */
  void project(Tensor into, Tensor x, Tensor bias) {
    fromInput.into(into, x, bias, Activation.NONE);
  }

  /** The same for contexts that share vectors. */
  void project(Tensor into, Tensor x, Tensor bias, Overlap overlap) {
    overlap.project(fromInput, x, bias, into);
  }

  /**
   * Writes the gradients of all but {@link #uBias}.
   *
   * @param x the input of the forward pass
   * @param da gradients of the gates on the side of the input
   * @param db gradients of the gates on the side of the hidden state
   * @param h the hidden states
   */
  void gradients(Tensor x, SequenceView da, SequenceView db, SequenceView h, int steps) {
    kernels.transposedTimes(dw, da.all(), x);
    if (steps == 1) {
      du.zero_();
    } else {
      kernels.transposedTimes(du, db.between(1, steps), h.between(0, steps - 1));
    }
    kernels.sum(dwBias, da.all());
  }

  /** The gradient of {@code wBias}, once {@link #gradients} has written it. */
  Tensor inputBiasGradient() {
    return dwBias;
  }

  /** All four gradients are written. */
  void complete() {
    weights.complete(names);
  }
}
