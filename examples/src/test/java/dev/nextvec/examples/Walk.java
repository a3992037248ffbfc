package dev.nextvec.examples;

import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A dataset of unit vectors, each near the one before it. */
final class Walk {
  static final int DIM = 16;

  private Walk() {}

  static Path dataset(Path target, int documents, int chunks) throws IOException {
    Random random = new Random(1);
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int i = 0; i < documents; i++) {
        writer.append("d" + i, "", "d" + i, List.of(), rows(random, chunks));
      }
      writer.finish();
    }
    return target;
  }

  private static float[] rows(Random random, int count) {
    float[] rows = new float[count * DIM];
    for (int at = 0; at < rows.length; at += DIM) {
      double squares = 0;
      for (int i = at; i < at + DIM; i++) {
        double before = at == 0 ? 0 : rows[i - DIM];
        rows[i] = (float) (before + 0.25 * random.nextGaussian());
        squares += (double) rows[i] * rows[i];
      }
      for (int i = at; i < at + DIM; i++) {
        rows[i] /= (float) Math.sqrt(squares);
      }
    }
    return rows;
  }
}
