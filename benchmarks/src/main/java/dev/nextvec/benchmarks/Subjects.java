package dev.nextvec.benchmarks;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.train.Batch;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import dev.nextvec.vector.Rows;

/** What is measured: the specification's sizes on random unit vectors. */
final class Subjects {
  static final int DIMENSION = 768;

  private Subjects() {}

  static Architecture architecture(String name, int context) {
    return switch (name) {
      case "amn" -> new Amn(DIMENSION, context, 512, 256, Amn.Init.PYTORCH);
      case "amn-r" -> new AmnR(DIMENSION, context, 512, 64, 64, 0.2);
      case "lstm" -> new Lstm(DIMENSION, context, 512, 2, 0.2);
      case "gru" -> new Gru(DIMENSION, context, 512, 4);
      case "transformer" -> new Transformer(DIMENSION, context, 512, 4, 8, 2048, 0.1);
      default -> throw new IllegalArgumentException("no architecture is named `" + name + "`");
    };
  }

  static Batch batch(Libtorch engine, int context, int size) {
    return Batch.of(engine, unitVectors(1, context * size), unitVectors(2, size), size, DIMENSION);
  }

  /** {@code [rows, DIMENSION]}, each row of length one. */
  static float[] unitVectors(long seed, int rows) {
    CounterRandom random = CounterRandom.of(seed, "benchmark");
    float[] vectors = new float[rows * DIMENSION];
    for (int row = 0; row < rows; row++) {
      for (int i = row * DIMENSION; i < (row + 1) * DIMENSION; i++) {
        vectors[i] = (float) random.gaussian(i);
      }
    }
    Rows.normaliseAll(vectors, rows, DIMENSION);
    return vectors;
  }
}
