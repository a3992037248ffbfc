package dev.nextvec.cli;

import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Small datasets that follow a law, so that there is something to learn. */
final class TinyData {
  static final int DIM = 8;

  private TinyData() {}

  /** Documents of {@code chunks} unit vectors, each near the one before it. */
  static Path dataset(Path target, int documents, int chunks, long seed) throws IOException {
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      Random random = new Random(seed);
      for (int i = 0; i < documents; i++) {
        writer.begin("d" + i, "Document " + i, "d" + i);
        float[] rows = walk(random, chunks);
        writer.add(List.of(), rows, 0, chunks);
        writer.end();
      }
      writer.finish();
    }
    return target;
  }

  /** The same with a text for each vector, and an encoder that is said to have made them. */
  static Path encoded(Path target, int documents, int chunks, long seed) throws IOException {
    EncoderFingerprint encoder =
        new EncoderFingerprint(
            "an encoder",
            "e".repeat(64),
            List.of(EncoderFingerprint.ProbeText.of("A probe.", vectors(1))));
    DatasetOptions options = DatasetOptions.of(DIM, VectorType.FLOAT32);
    try (DatasetWriter writer =
        DatasetWriter.create(target, options.withEncoder(Optional.of(encoder)))) {
      Random random = new Random(seed);
      for (int i = 0; i < documents; i++) {
        List<String> texts = new ArrayList<>();
        for (int chunk = 0; chunk < chunks; chunk++) {
          texts.add("Chunk " + chunk + " of document " + i + ".");
        }
        writer.append("d" + i, "Document " + i, "d" + i, texts, walk(random, chunks));
      }
      writer.finish();
    }
    return target;
  }

  /**
   * Documents of unit vectors, each of which is the one before it with its components moved on by
   * one, and noise: a law that the mean of a context knows nothing of.
   *
   * @param more lengths of further documents
   */
  static Path turning(Path target, int documents, int chunks, long seed, int... more)
      throws IOException {
    int[] lengths = new int[documents + more.length];
    Arrays.setAll(lengths, i -> i < documents ? chunks : more[i - documents]);
    return write(target, lengths, new Random(seed), 1);
  }

  /**
   * Documents of vectors that are alike, each most like the one five before it: the oldest of a
   * context tells which comes next.
   */
  static Path returning(Path target, int documents, int turns, long seed) throws IOException {
    int period = 5;
    Random random = new Random(seed);
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int i = 0; i < documents; i++) {
        float[] topic = walk(random, 1);
        float[] rows = new float[period * turns * DIM];
        for (int each = 0; each < period; each++) {
          float[] walked = walk(random, turns, 0.1);
          for (int at = 0; at < walked.length; at++) {
            int row = at / DIM * period + each;
            rows[row * DIM + at % DIM] = 3 * topic[at % DIM] + walked[at];
          }
        }
        writer.append("d" + i, "Document " + i, "d" + i, List.of(), rows);
      }
      writer.finish();
    }
    return target;
  }

  /** Documents as {@link #turning} makes them, each of which is there twice. */
  static Path twice(Path target, int documents, int chunks, long seed) throws IOException {
    int[] lengths = new int[documents];
    Arrays.fill(lengths, chunks);
    return write(target, lengths, new Random(seed), 2);
  }

  private static Path write(Path target, int[] lengths, Random random, int times)
      throws IOException {
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int i = 0; i < lengths.length; i++) {
        float[] rows = turn(random, lengths[i]);
        for (int copy = 0; copy < times; copy++) {
          String id = "d" + i + (copy == 0 ? "" : "-copy");
          writer.begin(id, "Document " + id, id);
          writer.add(List.of(), rows, 0, lengths[i]);
          writer.end();
        }
      }
      writer.finish();
    }
    return target;
  }

  private static float[] turn(Random random, int chunks) {
    float[] rows = new float[chunks * DIM];
    for (int at = 0; at < rows.length; at += DIM) {
      double squares = 0;
      for (int d = 0; d < DIM; d++) {
        double before = at == 0 ? 0 : rows[at - DIM + (d + 1) % DIM];
        rows[at + d] = (float) (before + 0.25 * random.nextGaussian());
        squares += (double) rows[at + d] * rows[at + d];
      }
      for (int d = at; d < at + DIM; d++) {
        rows[d] /= (float) Math.sqrt(squares);
      }
    }
    return rows;
  }

  static float[] walk(Random random, int chunks) {
    return walk(random, chunks, 0.25);
  }

  /**
   * Unit vectors, each near the one before it.
   *
   * @param step how near: the deviation of each component before scaling to unit length
   */
  static float[] walk(Random random, int chunks, double step) {
    float[] rows = new float[chunks * DIM];
    for (int at = 0; at < rows.length; at += DIM) {
      double squares = 0;
      for (int d = at; d < at + DIM; d++) {
        double before = at == 0 ? 0 : rows[d - DIM];
        rows[d] = (float) (before + step * random.nextGaussian());
        squares += (double) rows[d] * rows[d];
      }
      for (int d = at; d < at + DIM; d++) {
        rows[d] /= (float) Math.sqrt(squares);
      }
    }
    return rows;
  }

  /** An NPY file of float32. */
  static Path npy(Path file, String shape, float... values) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }".indent(0).strip();
    int padded = (10 + header.length() + 1 + 63) / 64 * 64;
    String text = header + " ".repeat(padded - 10 - header.length() - 1) + "\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(padded + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) 1).put((byte) 0).putShort((short) text.length());
    bytes.put(text.getBytes(StandardCharsets.US_ASCII));
    for (float value : values) {
      bytes.putFloat(value);
    }
    return Files.write(file, bytes.array());
  }

  /** {@code count} unit vectors of dimension {@link #DIM}. */
  static float[] vectors(int count) {
    return walk(new Random(1), count);
  }
}
