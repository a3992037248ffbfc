package dev.nextvec.model;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Networks of every architecture with weights of which none is zero or like another. */
public final class RandomModels {
  private RandomModels() {}

  /** One of each architecture; odd sizes, so that no two axes can be mistaken for each other. */
  public static List<Architecture> architectures() {
    return List.of(
        new Amn(12, 5, 14, 6, Amn.Init.PYTORCH),
        new AmnR(12, 5, 14, 6, 7, 0.2),
        new Lstm(12, 5, 9, 3, 0.2),
        new Gru(12, 5, 9, 3),
        new Transformer(12, 5, 18, 3, 3, 20, 0.1),
        new Amn(12, 3, 14, 6, Amn.Init.ZERO),
        new AmnR(12, 1, 14, 6, 7, 0),
        new Lstm(12, 1, 9, 1, 0),
        new Gru(12, 7, 9, 1),
        new Lstm(12, 13, 9, 2, 0.2),
        new Gru(12, 14, 9, 2),
        new Transformer(12, 1, 18, 1, 1, 20, 0));
  }

  /** The same with a square map of the candidates, not far from the identity. */
  public static ModelFile twoSided(Architecture architecture) {
    return twoSided(architecture, 5);
  }

  private static ModelFile twoSided(Architecture architecture, long seed) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(of(architecture).tensors());
    int dim = architecture.dimension();
    float[] weight = new float[dim * dim];
    CounterRandom random = CounterRandom.of(seed, CandidateMap.WEIGHT);
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (i % (dim + 1) == 0 ? 1 : 0) + (float) random.gaussian(i) / dim;
    }
    tensors.put(CandidateMap.WEIGHT, new FloatTensor(new long[] {dim, dim}, weight));
    return new ModelFile(architecture, tensors);
  }

  /** A map of the candidates, not far from the identity. */
  public static CandidateMap map(int dim) {
    return twoSided(Amn.standard(dim)).candidates().orElseThrow();
  }

  /** Another map of the candidates. */
  public static CandidateMap otherMap(int dim) {
    return twoSided(Amn.standard(dim), 6).candidates().orElseThrow();
  }

  /** With fixed random weights. */
  public static ModelFile of(Architecture architecture) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : architecture.parameters()) {
      float[] values = parameter.startingValues(3);
      double spread = Math.min(0.1, 1 / Math.sqrt(values.length)); // a wide layer adds up more
      CounterRandom random = CounterRandom.of(7, parameter.name());
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (spread * random.gaussian(i));
      }
      if (parameter.name().equals(Architecture.SHARES)) {
        values = new float[] {0.4f, 0.7f};
      }
      tensors.put(parameter.name(), new FloatTensor(parameter.shape(), values));
    }
    return ModelFile.of(architecture, tensors);
  }
}
