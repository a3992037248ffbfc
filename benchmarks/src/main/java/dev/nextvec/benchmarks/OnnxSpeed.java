package dev.nextvec.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.internal.nn.StoredWeights;
import dev.nextvec.internal.onnx.Exportable;
import dev.nextvec.internal.onnx.ModelExport;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Model;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Times single predictions and batches, one JSON line per model and batch size.
 *
 * <p>Arguments: {@code write DIR MODELS} writes a graph of each model with random weights; {@code
 * onnx DIR MODELS BATCHES SECONDS} times {@link Model#open} of these graphs with contexts in
 * arrays, {@code direct} the same from and into buffers outside of Java's heap, {@code libtorch}
 * the same models on libtorch, each on one thread.
 */
public final class OnnxSpeed {
  private static final int CONTEXT = 5;
  private static final int VARIANTS = 8;
  private static final int WARM = 5000; // calls after which the JIT has compiled what they share
  private static final double LONGEST_WARM_UP = 3; // seconds

  private OnnxSpeed() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[1]);
    for (String name : arguments[2].split(",", -1)) {
      switch (arguments[0]) {
        case "write" -> write(name, directory);
        case "onnx" -> {
          try (Model model = Model.open(directory.resolve(name + ".onnx"))) {
            measure("onnx", name, arguments, contexts -> model.predictAll(contexts));
          }
        }
        case "direct" -> {
          try (Model model = Model.open(directory.resolve(name + ".onnx"))) {
            measureCalls("direct", name, arguments, batch -> direct(model, batch));
          }
        }
        case "libtorch" -> libtorch(name, arguments);
        default -> throw new IllegalArgumentException("no engine is called " + arguments[0]);
      }
    }
  }

  private static ModelFile weights(String name, TorchEngine engine) {
    Architecture architecture = Subjects.architecture(name, CONTEXT);
    try (Weights weights = new Weights(engine.torch(), architecture.parameters(), 1)) {
      return StoredWeights.copy(architecture, weights);
    }
  }

  private static void write(String name, Path directory) throws IOException {
    TorchEngine engine = TorchEngine.start(Device.CPU, 1);
    ModelFile model = weights(name, engine);
    try (Predictor original = engine.open(name, model)) {
      new ModelExport(
              name,
              new Exportable.Network(model),
              original,
              Optional.empty(),
              JsonNodeFactory.instance.objectNode(),
              "")
          .writeOnnx(directory.resolve(name + ".onnx"));
    }
  }

  private static void libtorch(String name, String[] arguments) {
    TorchEngine engine = TorchEngine.start(Device.CPU, 1);
    try (Predictor predictor = engine.open(name, weights(name, engine))) {
      int size = CONTEXT * Subjects.DIMENSION;
      measure(
          "libtorch",
          name,
          arguments,
          contexts -> {
            float[] joined = new float[contexts.size() * size];
            for (int i = 0; i < contexts.size(); i++) {
              for (int k = 0; k < CONTEXT; k++) {
                System.arraycopy(
                    contexts.get(i)[k],
                    0,
                    joined,
                    i * size + k * Subjects.DIMENSION,
                    Subjects.DIMENSION);
              }
            }
            predictor.predict(
                joined, contexts.size(), new float[contexts.size() * Subjects.DIMENSION]);
          });
    }
  }

  /** One call of an engine. */
  @FunctionalInterface
  private interface Call {
    void predict(List<float[][]> contexts);
  }

  private static void measure(String engine, String name, String[] arguments, Call call) {
    measureCalls(
        engine,
        name,
        arguments,
        batch ->
            inputs(batch).stream()
                .<Runnable>map(contexts -> () -> call.predict(contexts))
                .toList());
  }

  private static List<Runnable> direct(Model model, int batch) {
    FloatBuffer predictions = direct(batch * Subjects.DIMENSION);
    List<Runnable> calls = new ArrayList<>();
    for (List<float[][]> contexts : inputs(batch)) {
      FloatBuffer joined = direct(batch * CONTEXT * Subjects.DIMENSION);
      for (float[][] context : contexts) {
        for (float[] vector : context) {
          joined.put(vector);
        }
      }
      joined.flip();
      calls.add(() -> model.predictInto(joined, predictions));
    }
    return calls;
  }

  private static FloatBuffer direct(int numbers) {
    return ByteBuffer.allocateDirect(Float.BYTES * numbers)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static void measureCalls(
      String engine, String name, String[] arguments, IntFunction<List<Runnable>> subject) {
    double seconds = Double.parseDouble(arguments[4]);
    for (String size : arguments[3].split(",", -1)) {
      int batch = Integer.parseInt(size);
      List<Runnable> calls = subject.apply(batch);
      warmUp(calls, seconds / 2);
      double[] millis = times(calls, seconds);
      Arrays.sort(millis);
      System.out.printf(
          Locale.ROOT,
          "{\"engine\": \"%s\", \"model\": \"%s\", \"batch\": %d, \"calls\": %d, \"p50_ms\": %.4f,"
              + " \"p99_ms\": %.4f}%n",
          engine,
          name,
          batch,
          millis.length,
          millis[millis.length / 2],
          millis[Math.min(millis.length - 1, millis.length * 99 / 100)]);
    }
  }

  private static List<List<float[][]>> inputs(int batch) {
    float[] vectors = Subjects.unitVectors(1, VARIANTS * batch * CONTEXT);
    List<List<float[][]>> inputs = new ArrayList<>();
    int at = 0;
    for (int v = 0; v < VARIANTS; v++) {
      List<float[][]> contexts = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        float[][] context = new float[CONTEXT][];
        for (int k = 0; k < CONTEXT; k++, at += Subjects.DIMENSION) {
          context[k] = Arrays.copyOfRange(vectors, at, at + Subjects.DIMENSION);
        }
        contexts.add(context);
      }
      inputs.add(contexts);
    }
    return inputs;
  }

  /** What is compared with has nothing to compile. */
  private static void warmUp(List<Runnable> calls, double seconds) {
    long start = System.nanoTime();
    double spent = 0;
    for (int i = 0; spent < seconds || (i < WARM && spent < LONGEST_WARM_UP); i++) {
      calls.get(i % calls.size()).run();
      spent = (System.nanoTime() - start) / 1e9;
    }
  }

  private static double[] times(List<Runnable> calls, double seconds) {
    double[] millis = new double[1 << 20];
    int count = 0;
    long end = System.nanoTime() + (long) (1e9 * seconds);
    for (long before = System.nanoTime(); count < millis.length; ) {
      calls.get(count % calls.size()).run();
      long after = System.nanoTime();
      millis[count++] = (after - before) / 1e6;
      before = after;
      if (after > end && count >= 5) {
        break;
      }
    }
    return Arrays.copyOf(millis, count);
  }
}
