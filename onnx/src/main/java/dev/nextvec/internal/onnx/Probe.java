package dev.nextvec.internal.onnx;

import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.Mixing;
import dev.nextvec.model.Predictor;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Fixed contexts and what a model predicts for them.
 *
 * @param cases how many contexts
 * @param contexts {@code [cases, contextLength, dimension]}
 * @param expected what the model predicts
 * @param mapped what the map of the candidates makes of each context's newest vector; empty without
 */
@SuppressWarnings("ArrayRecordComponent")
record Probe(int cases, float[] contexts, OnnxSession.Rows expected, Optional<float[]> mapped) {
  /**
   * Most that an export may differ from what it was made of, relative to a vector's length, unless
   * rounding alone moves the model's predictions further ({@link LastBits}).
   */
  static final double SAME = 1e-5;

  private static final String MAPPED = "candidates";
  private static final int STORED = 8;
  private static final int IN_PROPERTY = 4;
  private static final int[] BATCHES = {1, 3, 32, 128};

  /** What a predictor answers to the largest batch that is tried. */
  static Probe of(Predictor predictor) {
    int cases = BATCHES[BATCHES.length - 1];
    float[] contexts =
        GoldenProbe.contexts(cases, predictor.contextLength(), predictor.dimension());
    float[] raw = new float[cases * predictor.dimension()];
    Optional<float[]> weights = predictor.predictMixed(contexts, cases, raw).map(Mixing::weights);
    Rows.normaliseAll(raw, cases, predictor.dimension());
    Optional<float[]> mapped = predictor.candidates().map(map -> newest(map, contexts, cases));
    return new Probe(cases, contexts, new OnnxSession.Rows(raw, weights), mapped);
  }

  private static float[] newest(CandidateMap map, float[] contexts, int cases) {
    int width = contexts.length / cases;
    int dimension = map.dimension();
    float[] mapped = new float[cases * dimension];
    for (int i = 0; i < cases; i++) {
      int end = (i + 1) * width;
      float[] row = map.apply(Arrays.copyOfRange(contexts, end - dimension, end));
      System.arraycopy(row, 0, mapped, i * dimension, dimension);
    }
    return mapped;
  }

  /**
   * Replays the map of the candidates.
   *
   * @throws IOException if it does not give what was recorded
   */
  void replay(CandidateMap map, String where) throws IOException {
    Optional<String> difference =
        mapped.isEmpty()
            ? Optional.of("none is recorded")
            : difference(
                "mapped chunk", newest(map, contexts, cases), mapped.get(), cases, row -> SAME);
    if (difference.isPresent()) {
      throw new IOException(
          "%s does not map chunks as was recorded when it was written (%s): restore all its files, or export it again"
              .formatted(where, difference.get()));
    }
  }

  /** Writes the first contexts and what is predicted for them. */
  void write(Path file, int contextLength, int dimension) throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    put(tensors, "context", contexts, contextLength, dimension);
    put(tensors, "prediction", expected.vectors(), dimension);
    expected.attention().ifPresent(all -> put(tensors, "attention", all, contextLength));
    mapped.ifPresent(all -> put(tensors, MAPPED, all, dimension));
    new Safetensors(Map.of("format", "pt"), tensors).write(file);
  }

  private static void put(
      Map<String, FloatTensor> tensors, String name, float[] values, long... width) {
    long[] shape = new long[width.length + 1];
    shape[0] = STORED;
    System.arraycopy(width, 0, shape, 1, width.length);
    int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    tensors.put(name, new FloatTensor(shape, Arrays.copyOf(values, count)));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file is damaged or of a model of other sizes
   */
  static Probe read(Path file, int contextLength, int dimension) throws IOException {
    Safetensors stored = Safetensors.read(file);
    float[] contexts = values(stored, "context", file, (long) STORED * contextLength * dimension);
    float[] vectors = values(stored, "prediction", file, (long) STORED * dimension);
    Optional<float[]> attention =
        stored.tensors().containsKey("attention")
            ? Optional.of(values(stored, "attention", file, (long) STORED * contextLength))
            : Optional.empty();
    Optional<float[]> mapped =
        stored.tensors().containsKey(MAPPED)
            ? Optional.of(values(stored, MAPPED, file, (long) STORED * dimension))
            : Optional.empty();
    return new Probe(STORED, contexts, new OnnxSession.Rows(vectors, attention), mapped);
  }

  private static float[] values(Safetensors stored, String name, Path file, long count)
      throws IOException {
    FloatTensor tensor = stored.tensors().get(name);
    if (tensor == null || tensor.count() != count) {
      throw new IOException(
          "%s belongs to a model of other sizes: its `%s` is not of %d numbers"
              .formatted(file, name, count));
    }
    return tensor.values();
  }

  /** The first predictions as text, for the properties of a file that stands alone. */
  String inProperty() {
    int count = IN_PROPERTY * (expected.vectors().length / cases);
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(expected.vectors(), 0, count);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /**
   * Reads what {@link #inProperty} wrote.
   *
   * @throws IOException if it is no such text
   */
  static Probe ofProperty(String text, int contextLength, int dimension) throws IOException {
    float[] vectors = new float[IN_PROPERTY * dimension];
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (bytes.length != Float.BYTES * vectors.length) {
        throw new IllegalArgumentException("it has " + bytes.length + " bytes");
      }
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vectors);
    } catch (IllegalArgumentException e) {
      throw new IOException("its recorded predictions are damaged: " + e.getMessage(), e);
    }
    float[] contexts = GoldenProbe.contexts(IN_PROPERTY, contextLength, dimension);
    return new Probe(
        IN_PROPERTY, contexts, new OnnxSession.Rows(vectors, Optional.empty()), Optional.empty());
  }

  /**
   * Replays the probe as whoever opens a model does.
   *
   * @param tolerance the most that predictions may differ by
   * @throws IOException if the model does not give what was recorded
   */
  void replay(OnnxSession session, String where, double tolerance) throws IOException {
    OnnxSession.Rows found = session.run(contexts, cases);
    Optional<String> difference = difference(found, expected, cases, row -> tolerance);
    if (difference.isPresent()) {
      throw new IOException(
          where
              + " does not predict what was recorded when it was written ("
              + difference.get()
              + "): restore all its files, or export it again");
    }
  }

  /**
   * How far a graph is from what was recorded, relative to the length of a prediction.
   *
   * @param original largest distance from what the model itself predicts, in any batch
   * @param alone largest distance from what a call for it alone gives
   */
  record Differences(double original, double alone) {}

  /** Measures them in batches of several sizes. */
  Differences differences(OnnxSession session) {
    OnnxSession.Rows alone = alone(session);
    double far = 0;
    double apart = 0;
    for (int size : BATCHES) {
      OnnxSession.Rows found = session.run(contexts, size);
      far = Math.max(far, largest(found, expected, size));
      apart = Math.max(apart, largest(found, alone, size));
    }
    return new Differences(far, apart);
  }

  private static double largest(OnnxSession.Rows found, OnnxSession.Rows other, int count) {
    double largest = largest(found.vectors(), other.vectors(), count);
    return found.attention().isEmpty() || other.attention().isEmpty()
        ? largest
        : Math.max(largest, largest(found.attention().get(), other.attention().get(), count));
  }

  private static double largest(float[] found, float[] other, int count) {
    double largest = 0;
    for (int row = 0; row < count; row++) {
      double far = relative(found, other, row, found.length / count);
      if (!(far <= largest)) {
        largest = far; // also where it is no number
      }
    }
    return largest;
  }

  /**
   * Replays the probe in batches of several sizes, as an export is tried before it is published.
   *
   * @param tolerance the most that the prediction of each case may differ by, from that of a call
   *     for it alone too
   * @return the first that is not what the model gave that is exported, or depends on the batch it
   *     is in; empty if none is
   */
  Optional<String> differenceInBatches(OnnxSession session, IntToDoubleFunction tolerance) {
    OnnxSession.Rows alone = alone(session);
    for (int size : BATCHES) {
      OnnxSession.Rows found = session.run(contexts, size);
      String where = "in a batch of %d on ONNX Runtime, %%s from %%s".formatted(size);
      Optional<String> wrong =
          difference(found, expected, size, tolerance)
              .map(each -> where.formatted(each, "what the model itself predicts"))
              .or(
                  () ->
                      difference(found, alone, size, tolerance)
                          .map(each -> where.formatted(each, "what a call for it alone gives")));
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  /** How far each prediction, or its attention, is from that of another graph. */
  double[] moves(OnnxSession session, OnnxSession other) {
    OnnxSession.Rows first = session.run(contexts, cases);
    OnnxSession.Rows second = other.run(contexts, cases);
    double[] moves = new double[cases];
    for (int row = 0; row < cases; row++) {
      int width = first.vectors().length / cases;
      moves[row] = relative(second.vectors(), first.vectors(), row, width);
      if (first.attention().isPresent()) {
        float[] weights = first.attention().get();
        float[] others = second.attention().orElseThrow();
        moves[row] = Math.max(moves[row], relative(others, weights, row, weights.length / cases));
      }
    }
    return moves;
  }

  private OnnxSession.Rows alone(OnnxSession session) {
    int width = contexts.length / cases;
    float[] vectors = new float[expected.vectors().length];
    Optional<float[]> attention = expected.attention().map(all -> new float[all.length]);
    for (int i = 0; i < cases; i++) {
      float[] context = Arrays.copyOfRange(contexts, i * width, (i + 1) * width);
      OnnxSession.Rows one = session.run(context, 1);
      System.arraycopy(one.vectors(), 0, vectors, i * one.vectors().length, one.vectors().length);
      if (attention.isPresent() && one.attention().isPresent()) {
        float[] weights = one.attention().get();
        System.arraycopy(weights, 0, attention.get(), i * weights.length, weights.length);
      }
    }
    return new OnnxSession.Rows(vectors, attention);
  }

  /** How the first rows differ by more than is allowed; empty if they do not. */
  private static Optional<String> difference(
      OnnxSession.Rows found, OnnxSession.Rows expected, int count, IntToDoubleFunction tolerance) {
    Optional<String> vectors =
        difference("prediction", found.vectors(), expected.vectors(), count, tolerance);
    if (vectors.isPresent() || expected.attention().isEmpty()) {
      return vectors;
    }
    float[] weights = expected.attention().get();
    return found.attention().isEmpty()
        ? Optional.of("the attention is missing")
        : difference("attention", found.attention().get(), weights, count, tolerance);
  }

  private static Optional<String> difference(
      String what, float[] found, float[] expected, int count, IntToDoubleFunction tolerance) {
    int width = found.length / count;
    for (int row = 0; row < count; row++) {
      double relative = relative(found, expected, row, width);
      if (!(relative <= tolerance.applyAsDouble(row))) {
        return Optional.of(
            String.format(Locale.ROOT, "%s %d differs by %.1e of its length", what, row, relative));
      }
    }
    return Optional.empty();
  }

  private static double relative(float[] found, float[] expected, int row, int width) {
    double square = 0;
    double length = 0;
    for (int i = row * width; i < (row + 1) * width; i++) {
      square += Math.pow((double) found[i] - expected[i], 2);
      length += Math.pow(expected[i], 2);
    }
    return Math.sqrt(length == 0 ? square : square / length);
  }
}
