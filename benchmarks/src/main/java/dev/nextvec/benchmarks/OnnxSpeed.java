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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Times single predictions and batches.
 *
 * <p>Arguments: {@code write DIR MODELS} writes a graph of each model with random weights. {@code
 * onnx DIR} times {@link Model#open} of these graphs with contexts in arrays, {@code direct DIR}
 * the same from and into buffers outside of Java's heap, {@code libtorch DIR} the same models on
 * libtorch, each on one thread: whenever a line {@code MODEL BATCH SECONDS} comes in, for so long,
 * answered by a line of JSON. So several programs can take turns.
 */
public final class OnnxSpeed implements AutoCloseable {
  private static final int CONTEXT = 5;
  private static final int VARIANTS = 8;
  private static final int WARM = 5000; // calls after which the JIT has compiled what they share
  private static final double LONGEST_WARM_UP = 3; // seconds

  private final String side;
  private final Path directory;
  private final Map<String, AutoCloseable> opened = new HashMap<>();
  private final Map<String, List<Runnable>> calls = new HashMap<>();

  private OnnxSpeed(String side, Path directory) {
    this.side = side;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[1]);
    if (arguments[0].equals("write")) {
      for (String name : arguments[2].split(",", -1)) {
        write(name, directory);
      }
      return;
    }
    BufferedReader turns =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (OnnxSpeed speed = new OnnxSpeed(arguments[0], directory)) {
      for (String turn; (turn = turns.readLine()) != null; ) {
        String[] words = turn.split(" ", -1);
        speed.measure(words[0], Integer.parseInt(words[1]), Double.parseDouble(words[2]));
      }
    }
  }

  private void measure(String name, int batch, double seconds) throws Exception {
    String key = name + " " + batch;
    if (!calls.containsKey(key)) {
      calls.put(key, calls(name, batch));
      warmUp(calls.get(key));
    }
    double[] millis = times(calls.get(key), seconds);
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "{\"model\": \"%s\", \"batch\": %d, \"calls\": %d, \"p50_ms\": %.5f, \"p99_ms\": %.5f}%n",
        name,
        batch,
        millis.length,
        millis[millis.length / 2],
        millis[Math.min(millis.length - 1, millis.length * 99 / 100)]);
  }

  private List<Runnable> calls(String name, int batch) throws IOException {
    List<List<float[][]>> inputs = inputs(batch);
    switch (side) {
      case "onnx" -> {
        Model model = model(name);
        return inputs.stream().<Runnable>map(each -> () -> model.predictAll(each)).toList();
      }
      case "direct" -> {
        return direct(model(name), inputs);
      }
      case "libtorch" -> {
        Predictor predictor = libtorch(name);
        return inputs.stream().<Runnable>map(each -> () -> predict(predictor, each)).toList();
      }
      default -> throw new IllegalArgumentException("no engine is called " + side);
    }
  }

  private Model model(String name) throws IOException {
    if (!opened.containsKey(name)) {
      opened.put(name, Model.open(directory.resolve(name + ".onnx")));
    }
    return (Model) opened.get(name);
  }

  private Predictor libtorch(String name) {
    if (!opened.containsKey(name)) {
      TorchEngine engine = TorchEngine.start(Device.CPU, 1);
      opened.put(name, engine.open(name, weights(name, engine)));
    }
    return (Predictor) opened.get(name);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : opened.values()) {
      each.close();
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

  private static void predict(Predictor predictor, List<float[][]> contexts) {
    int size = CONTEXT * Subjects.DIMENSION;
    float[] joined = new float[contexts.size() * size];
    for (int i = 0; i < contexts.size(); i++) {
      for (int k = 0; k < CONTEXT; k++) {
        System.arraycopy(
            contexts.get(i)[k], 0, joined, i * size + k * Subjects.DIMENSION, Subjects.DIMENSION);
      }
    }
    predictor.predict(joined, contexts.size(), new float[contexts.size() * Subjects.DIMENSION]);
  }

  private static List<Runnable> direct(Model model, List<List<float[][]>> inputs) {
    List<Runnable> calls = new ArrayList<>();
    for (List<float[][]> contexts : inputs) {
      FloatBuffer predictions = direct(contexts.size() * Subjects.DIMENSION);
      FloatBuffer joined = direct(contexts.size() * CONTEXT * Subjects.DIMENSION);
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
  private static void warmUp(List<Runnable> calls) {
    long end = System.nanoTime() + (long) (1e9 * LONGEST_WARM_UP);
    for (int i = 0; i < WARM && System.nanoTime() < end; i++) {
      calls.get(i % calls.size()).run();
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
