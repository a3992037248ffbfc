package dev.nextvec.internal.train;

import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Datasets that differ from {@link Tiny}'s, or that only a damaged disk could hold. */
final class OtherData {
  private OtherData() {}

  /** As many windows, but every vector the same. */
  static Path write(Path directory) throws IOException {
    float[] ones = new float[15 * Tiny.DIM];
    Arrays.fill(ones, 0.25f);
    try (DatasetWriter writer =
        DatasetWriter.create(directory, DatasetOptions.of(Tiny.DIM, VectorType.FLOAT32))) {
      for (int document = 0; document < 12; document++) {
        writer.append("d" + document, "", "d" + document, List.of(), ones);
      }
      writer.finish();
    }
    return directory;
  }

  /** Overwrites one component of a written dataset's row, past every check. */
  static void poison(Path directory, long row, float value) throws IOException {
    Path vectors = directory.resolve("vectors.npy");
    ByteBuffer four = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
    long header = Files.size(vectors) - 12L * 15 * Tiny.DIM * 4;
    try (FileChannel channel = FileChannel.open(vectors, StandardOpenOption.WRITE)) {
      channel.write(four, header + row * Tiny.DIM * 4);
    }
    Files.delete(directory.resolve("dataset.json")); // it records the hash of what was there before
  }
}
