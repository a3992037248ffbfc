package dev.nextvec.model;

import java.util.List;

/**
 * The shape of a network: its sizes, its parameters and how to build it. The record of each
 * architecture is the whole description that a checkpoint stores.
 */
public sealed interface Architecture permits Amn, AmnR, Lstm, Gru, Transformer {
  /** Vectors in a context, where nothing else is asked for. */
  int CONTEXT = 5;

  /** The parameter that holds the shares of {@link #gatedParts}. */
  String SHARES = "shares";

  /**
   * The name in commands and tables: {@code amn}, {@code amn-r}, {@code lstm}, {@code gru}, {@code
   * transformer}.
   */
  String name();

  /** Length of one vector. */
  int dimension();

  /** Number of vectors in a context. */
  int contextLength();

  /** All tensors, in the order of PyTorch's {@code state_dict} where PyTorch has the network. */
  List<Parameter> parameters();

  /**
   * Floating-point operations of one prediction as the architecture is written down; a multiply-add
   * counts as two. An implementation may need fewer.
   */
  long flops();

  /**
   * Numbers that one prediction computes on its way, the result included: what it needs memory for
   * beside the weights and the context.
   */
  long activationFloats();

  /**
   * The parts of which a share, between 0 and 1, is added to the network's start, if it has such.
   * The shares stand in the parameter {@link #SHARES}, are chosen on the validation windows after
   * each epoch, and do not matter in training, which takes every part whole.
   */
  default List<String> gatedParts() {
    return List.of();
  }

  /** Number of trained and fitted numbers. */
  default long parameterCount() {
    return parameters().stream().mapToLong(Parameter::size).sum();
  }
}
