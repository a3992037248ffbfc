package dev.nextvec.model;

import dev.nextvec.torch.Parameter;
import dev.nextvec.torch.Weights;
import dev.nextvec.torch.Workspace;
import java.util.List;

/**
 * The shape of a network: its sizes, its parameters and how to build it. The record of each
 * architecture is the whole description that a checkpoint stores.
 */
public sealed interface Architecture permits Amn, Lstm, Gru, Transformer {

  /**
   * The name in commands and tables: {@code amn}, {@code lstm}, {@code gru}, {@code transformer}.
   */
  String name();

  /** Length of one vector. */
  int dimension();

  /** Number of vectors in a context. */
  int contextLength();

  /** The trained tensors in the order of PyTorch's {@code state_dict}. */
  List<Parameter> parameters();

  /** A network over the weights, which stay the caller's. */
  Network build(Weights weights, Workspace workspace);

  /** Floating-point operations of one prediction; a multiply-add counts as two. */
  long flops();

  /**
   * Numbers that one prediction computes on its way, the result included: what it needs memory for
   * beside the weights and the context.
   */
  long activationFloats();

  /** Number of trained numbers. */
  default long parameterCount() {
    return parameters().stream().mapToLong(Parameter::size).sum();
  }
}
