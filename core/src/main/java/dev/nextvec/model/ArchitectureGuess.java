package dev.nextvec.model;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.util.Map;
import java.util.Set;

/**
 * Reads an architecture off tensor names and shapes, for files that carry no description. What
 * leaves no trace in them (context length, dropout, the number of heads) is the specification's.
 */
final class ArchitectureGuess {
  private static final int CONTEXT = 5;

  private ArchitectureGuess() {}

  static Architecture from(Map<String, FloatTensor> tensors) {
    Set<String> names = tensors.keySet();
    if (names.contains("start_weights")) {
      throw new IllegalArgumentException("an amn-r needs the description that Nextvec writes");
    }
    if (names.contains("residual_net.0.weight")) {
      int hidden = size(tensors, "residual_net.0.weight", 0);
      int attention = size(tensors, "context_encoder.weight", 0);
      int dimension = size(tensors, "context_encoder.weight", 1);
      return new Amn(dimension, CONTEXT, hidden, attention, Amn.Init.PYTORCH);
    }
    if (names.contains("lstm.weight_ih_l0")) {
      int dimension = size(tensors, "lstm.weight_ih_l0", 1);
      int hidden = size(tensors, "lstm.weight_hh_l0", 1);
      return new Lstm(dimension, CONTEXT, hidden, count(names, "lstm.weight_hh_l"), 0.2);
    }
    if (names.contains("blocks.0.gru.weight_ih_l0")) {
      int dimension = size(tensors, "input_proj.weight", 1);
      int hidden = size(tensors, "input_proj.weight", 0);
      return new Gru(
          dimension,
          CONTEXT,
          hidden,
          (int) names.stream().filter(n -> n.endsWith(".gru.weight_ih_l0")).count());
    }
    if (names.contains("transformer_decoder.layers.0.linear1.weight")) {
      int dimension = size(tensors, "input_proj.weight", 1);
      int hidden = size(tensors, "input_proj.weight", 0);
      int feedForward = size(tensors, "transformer_decoder.layers.0.linear1.weight", 0);
      int layers = (int) names.stream().filter(n -> n.endsWith(".linear1.weight")).count();
      return new Transformer(dimension, CONTEXT, hidden, layers, 8, feedForward, 0.1);
    }
    throw new IllegalArgumentException(
        "its tensors are of no architecture known here: " + names.stream().limit(4).toList() + "…");
  }

  private static int count(Set<String> names, String prefix) {
    return (int) names.stream().filter(n -> n.startsWith(prefix)).count();
  }

  private static int size(Map<String, FloatTensor> tensors, String name, int axis) {
    FloatTensor tensor = tensors.get(name);
    if (tensor == null || tensor.shape().length != 2) {
      throw new IllegalArgumentException("tensor `" + name + "` is missing or not a matrix");
    }
    return Math.toIntExact(tensor.shape()[axis]);
  }
}
