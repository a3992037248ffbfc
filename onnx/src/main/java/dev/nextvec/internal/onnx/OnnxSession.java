package dev.nextvec.internal.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.nextvec.internal.model.Predictions;
import dev.nextvec.provenance.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A graph of {@link ModelGraph} on ONNX Runtime. Threads share it; each call computes on the thread
 * that makes it, so that a service uses its processors by calling from several threads, and a
 * result does not depend on how many there are.
 */
final class OnnxSession implements AutoCloseable {
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String name;
  private final int contextLength;
  private final int dimension;
  private final Map<String, long[]> shapes = new LinkedHashMap<>(); // for one context
  private final Map<String, String> properties;
  private final Queue<CallBuffers> idle = new ConcurrentLinkedQueue<>();
  private boolean closed;

  private OnnxSession(
      OrtEnvironment environment, OrtSession session, String name, Map<String, String> properties)
      throws IOException, OrtException {
    this.environment = environment;
    this.session = session;
    this.name = name;
    this.properties = properties;
    long[] in = shape(session.getInputInfo(), ModelGraph.CONTEXT, 3);
    long[] out = shape(session.getOutputInfo(), ModelGraph.PREDICTION, 2);
    contextLength = Math.toIntExact(in[1]);
    dimension = Math.toIntExact(in[2]);
    if (session.getNumInputs() != 1 || out[1] != dimension) {
      throw new IOException(
          "it takes %s and gives %d numbers for vectors of %d"
              .formatted(session.getInputNames(), out[1], dimension));
    }
    shapes.put(ModelGraph.CONTEXT, new long[] {contextLength, dimension});
    shapes.put(ModelGraph.PREDICTION, new long[] {dimension});
    for (String more : List.of(ModelGraph.ATTENTION, ModelGraph.BASE)) {
      if (session.getOutputNames().contains(more)) {
        long width = shape(session.getOutputInfo(), more, 2)[1];
        if (width != (more.equals(ModelGraph.BASE) ? dimension : contextLength)) {
          throw new IOException("its `%s` has %d numbers for a context".formatted(more, width));
        }
        shapes.put(more, new long[] {width});
      }
    }
  }

  /**
   * Rows that were computed.
   *
   * @param vectors {@code [count, dimension]}, of unit length where the graph was exported
   * @param attention {@code [count, contextLength]}, where there is one
   * @param base {@code [count, dimension]}, predictions without the residual network, where the
   *     graph gives them
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Rows(float[] vectors, Optional<float[]> attention, Optional<float[]> base) {
    Rows(float[] vectors, Optional<float[]> attention) {
      this(vectors, attention, Optional.empty());
    }
  }

  /**
   * Opens a file.
   *
   * @param name what messages call the model
   * @throws IOException if it is missing, damaged, or no such graph
   */
  static OnnxSession open(Path file, String name) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " does not exist");
    }
    OrtEnvironment environment = LoadedRuntime.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      environment.setTelemetry(false);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setMemoryPatternOptimization(true);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      return opened(environment, environment.createSession(file.toString(), options), name);
    } catch (OrtException | IOException | ArithmeticException e) {
      throw new IOException(file + " is no model that predicts vectors: " + oneLine(e), e);
    }
  }

  private static OnnxSession opened(OrtEnvironment environment, OrtSession session, String name)
      throws IOException, OrtException {
    try {
      Map<String, String> properties = Map.copyOf(session.getMetadata().getCustomMetadata());
      return new OnnxSession(environment, session, name, properties);
    } catch (OrtException | IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static long[] shape(Map<String, NodeInfo> values, String name, int rank)
      throws IOException {
    @Nullable NodeInfo value = values.get(name);
    if (value == null
        || !(value.getInfo() instanceof TensorInfo tensor)
        || tensor.type != OnnxJavaType.FLOAT
        || tensor.getShape().length != rank) {
      throw new IOException(
          "it needs `%s`, a float tensor of %d dimensions, but has %s"
              .formatted(name, rank, value == null ? values.keySet() : shown(value)));
    }
    long[] shape = tensor.getShape();
    if (shape[0] != -1) {
      throw new IOException(
          "the batch of `%s` must be free but is fixed at %d".formatted(name, shape[0]));
    }
    for (int axis = 1; axis < rank; axis++) {
      if (shape[axis] < 1) {
        throw new IOException(
            "dimension %d of `%s` must be fixed but is free".formatted(axis, name));
      }
    }
    return shape;
  }

  /** What there is, in words: axes that are free as -1, as ONNX Runtime counts them. */
  private static String shown(NodeInfo value) {
    return value.getInfo() instanceof TensorInfo tensor
        ? "%s of shape %s"
            .formatted(
                tensor.type.toString().toLowerCase(Locale.ROOT), Arrays.toString(tensor.getShape()))
        : "no tensor";
  }

  /** This machine with ONNX Runtime, which computes on one thread of each call. */
  static Environment environment() {
    try {
      String version = LoadedRuntime.environment().getVersion();
      return Environment.current("none", "ONNX Runtime " + version, "cpu", 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int contextLength() {
    return contextLength;
  }

  int dimension() {
    return dimension;
  }

  /** The file's metadata, by name. */
  Map<String, String> properties() {
    return properties;
  }

  /** Takes what was computed out of the buffers of a call. */
  @FunctionalInterface
  interface AnswerReader<T> {
    T of(CallBuffers answers);
  }

  /** Whether it says how it mixed contexts. */
  boolean hasAttention() {
    return shapes.containsKey(ModelGraph.ATTENTION);
  }

  /**
   * Predicts.
   *
   * @param contexts {@code [count, contextLength, dimension]}, finite
   * @throws IllegalStateException if it is closed
   */
  Rows run(float[] contexts, int count) {
    return run(
        count,
        new CallContexts.Copied(
            buffer -> buffer.put(contexts, 0, count * contextLength * dimension)),
        answers ->
            new Rows(
                all(answers, ModelGraph.PREDICTION).orElseThrow(),
                all(answers, ModelGraph.ATTENTION),
                all(answers, ModelGraph.BASE)));
  }

  private Optional<float[]> all(CallBuffers answers, String output) {
    if (!shapes.containsKey(output)) {
      return Optional.empty();
    }
    FloatBuffer buffer = answers.of(output);
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return Optional.of(values);
  }

  /**
   * Predicts.
   *
   * @param reader keeps nothing that it was given
   * @throws IllegalStateException if it is closed
   */
  <T> T run(int count, CallContexts contexts, AnswerReader<T> reader) {
    return call(
        count,
        buffers -> {
          buffers.run(session, count, contexts);
          return reader.of(buffers);
        });
  }

  /**
   * Predicts, without telling the attention.
   *
   * @param memory outside of Java's heap, in the machine's byte order, with room for just the
   *     predictions
   * @throws IllegalStateException if it is closed
   */
  void runInto(int count, CallContexts contexts, FloatBuffer memory) {
    call(
        count,
        buffers -> {
          buffers.runInto(session, count, contexts, memory);
          return memory;
        });
  }

  /** What a call does with buffers that no other call has meanwhile. */
  @FunctionalInterface
  private interface Work<T> {
    T with(CallBuffers buffers) throws OrtException;
  }

  private <T> T call(int count, Work<T> work) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw Predictions.closed(name);
      }
      CallBuffers buffers = buffers(count);
      try {
        return work.with(buffers);
      } finally {
        idle.offer(buffers);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the model `%s` failed: %s".formatted(name, oneLine(e)), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Those of an earlier call, if they are large enough; as many are kept as calls ran at once. */
  private CallBuffers buffers(int count) {
    @Nullable CallBuffers found = idle.poll();
    if (found != null && !found.hold(count)) {
      found.close();
      found = null;
    }
    return found == null ? new CallBuffers(environment, count, shapes) : found;
  }

  private static String oneLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
  }

  /** Waits for calls that are under way. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        idle.forEach(CallBuffers::close);
        idle.clear();
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(
          "closing the model `%s` failed: %s".formatted(name, oneLine(e)), e);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
