package dev.nextvec.model;

import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.vector.Rows;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The linear map M of a two-sided model. Its prediction q is to be compared with mapped chunks, not
 * with chunks as they are: a chunk c is as near as cos(q, M c). For unit vectors that is (Mᵀ q) · c
 * / |M c|, so a store of chunks as they are needs one number more for each, the length |M c|.
 *
 * <p>Safe to share by all threads.
 */
public final class CandidateMap implements Serializable {
  private static final long serialVersionUID = 1;

  /** Name of a square map in a file of weights: {@code [dimension, dimension]}, as PyTorch's. */
  public static final String WEIGHT = "candidate_map.weight";

  /** Name of V of a map M = I + U V of low rank: {@code [rank, dimension]}. */
  public static final String IN = "candidate_map.in";

  /** Name of U of a map M = I + U V of low rank: {@code [dimension, rank]}. */
  public static final String OUT = "candidate_map.out";

  private final int dimension;
  private final boolean narrow;
  private final float[] in; // V by rows; or the columns of a square map, each number's share
  private final float[] out; // the columns of U, [rank, dimension]; empty for a square map
  private final String sha256;

  private CandidateMap(int dimension, boolean narrow, float[] in, float[] out) {
    this.dimension = dimension;
    this.narrow = narrow;
    this.in = in;
    this.out = out;
    Sha256 hash = new Sha256().add(narrow ? "low-rank" : "full").add(dimension);
    sha256 = hash.add(bytes(in)).add(bytes(out)).hex();
  }

  private static byte[] bytes(float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, numbers.length));
    bytes.asFloatBuffer().put(numbers);
    return bytes.array();
  }

  /** Whether a tensor of a file is a part of a map. */
  static boolean isPart(String tensor) {
    return tensor.equals(WEIGHT) || tensor.equals(IN) || tensor.equals(OUT);
  }

  /**
   * The map that is among some tensors.
   *
   * @return empty where no part of one is
   * @throws IllegalArgumentException if parts are missing, too many, or of another shape
   */
  static Optional<CandidateMap> of(Map<String, FloatTensor> tensors, int dimension) {
    FloatTensor weight = tensors.get(WEIGHT);
    FloatTensor in = tensors.get(IN);
    FloatTensor out = tensors.get(OUT);
    if (weight == null && in == null && out == null) {
      return Optional.empty();
    }
    if (weight != null && in == null && out == null && has(weight, dimension, dimension)) {
      return Optional.of(
          new CandidateMap(dimension, false, turned(weight.values(), dimension), new float[0]));
    }
    if (weight != null
        || in == null
        || out == null
        || in.shape().length != 2
        || !has(in, in.shape()[0], dimension)
        || !has(out, dimension, in.shape()[0])) {
      throw new IllegalArgumentException(
          "the map of the candidates is either `%s` of [%d, %d], or `%s` and `%s` of as many rows and columns: one is missing, too many, or of another shape"
              .formatted(WEIGHT, dimension, dimension, IN, OUT));
    }
    return Optional.of(
        new CandidateMap(dimension, true, in.values().clone(), turned(out.values(), dimension)));
  }

  private static boolean has(FloatTensor tensor, long rows, long columns) {
    return Arrays.equals(tensor.shape(), new long[] {rows, columns});
  }

  /** A matrix of some rows, by columns. */
  private static float[] turned(float[] matrix, int rows) {
    int columns = matrix.length / rows;
    float[] turned = new float[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[j * rows + i] = matrix[i * columns + j];
      }
    }
    return turned;
  }

  /** Length of a vector. */
  public int dimension() {
    return dimension;
  }

  /** {@code full}, or {@code low-rank}. */
  public String kind() {
    return narrow ? "low-rank" : "full";
  }

  /** Trained numbers. */
  public long parameters() {
    return in.length + (long) out.length;
  }

  /** What tells this map from others. */
  public String sha256() {
    return sha256;
  }

  /**
   * M c, not normalised.
   *
   * @param chunk {@code [dimension]}
   */
  public float[] apply(float[] chunk) {
    requireLength(chunk);
    float[] mapped = narrow ? chunk.clone() : new float[dimension];
    for (int k = 0; k < in.length / dimension; k++) {
      float share = narrow ? (float) Rows.dot(in, k * dimension, chunk, 0, dimension) : chunk[k];
      add(share, narrow ? out : in, k * dimension, mapped);
    }
    return mapped;
  }

  /**
   * Mᵀ q: what the prediction is compared with chunks as they are by.
   *
   * @param query {@code [dimension]}
   */
  public float[] back(float[] query) {
    requireLength(query);
    if (!narrow) {
      float[] back = new float[dimension];
      for (int k = 0; k < dimension; k++) {
        back[k] = (float) Rows.dot(in, k * dimension, query, 0, dimension);
      }
      return back;
    }
    float[] back = query.clone();
    for (int k = 0; k < in.length / dimension; k++) {
      add((float) Rows.dot(out, k * dimension, query, 0, dimension), in, k * dimension, back);
    }
    return back;
  }

  /**
   * |M c| of each of some vectors of unit length.
   *
   * @param rows {@code [count, dimension]}
   */
  public float[] lengths(float[] rows, int count) {
    float[] lengths = new float[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              float[] row = Arrays.copyOfRange(rows, i * dimension, (i + 1) * dimension);
              lengths[i] = (float) Rows.length(apply(row), 0, dimension);
            });
    return lengths;
  }

  private static void add(float share, float[] rows, int from, float[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] += share * rows[from + i];
    }
  }

  private void requireLength(float[] vector) {
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          "the map takes vectors of %d numbers but was given %d"
              .formatted(dimension, vector.length));
    }
  }

  /** The matrix A with M c = c A, {@code [dimension, dimension]} row-major. */
  public float[] matrix() {
    if (!narrow) {
      return in.clone();
    }
    float[] matrix = new float[dimension * dimension];
    float[] unit = new float[dimension];
    for (int k = 0; k < dimension; k++) {
      unit[k] = 1;
      System.arraycopy(apply(unit), 0, matrix, k * dimension, dimension);
      unit[k] = 0;
    }
    return matrix;
  }
}
