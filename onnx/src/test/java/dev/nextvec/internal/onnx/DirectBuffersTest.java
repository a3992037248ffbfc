package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.nextvec.model.Amn;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.Model;
import dev.nextvec.model.RandomModels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predicting from and into memory outside of Java's heap. */
class DirectBuffersTest {
  private static final Amn AMN = new Amn(64, 5, 14, 6, Amn.Init.PYTORCH);
  private static final int SIZE = 5 * 64;
  private static final int COUNT = 32;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("amn.onnx");
    OnnxFile.STANDARD.write(file, new Exportable.Network(RandomModels.of(AMN)), Map.of());
  }

  private static FloatBuffer direct(int numbers) {
    return ByteBuffer.allocateDirect(Float.BYTES * numbers)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static FloatBuffer contexts() {
    return direct(COUNT * SIZE).put(GoldenProbe.contexts(COUNT, 5, 64)).flip();
  }

  @Test
  void aCallMakesNoArraysOfNumbers() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    FloatBuffer contexts = contexts();
    FloatBuffer predictions = direct(COUNT * 64);
    try (Model model = Model.open(file)) {
      int calls = 200;
      for (int i = 0; i < calls; i++) {
        model.predictInto(contexts, predictions);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < calls; i++) {
        model.predictInto(contexts, predictions);
      }
      long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / calls;
      assertThat(bytes).isLessThan(Float.BYTES * 64 * COUNT / 2); // half of the predictions alone
    }
  }

  @Test
  void manyThreadsReadOneMemoryAndWriteAnother() throws Exception {
    FloatBuffer contexts = contexts();
    FloatBuffer predictions = direct(COUNT * 64);
    try (Model model = Model.open(file);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<float[]> expected = new ArrayList<>();
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        FloatBuffer context = contexts.slice(i * SIZE, SIZE);
        FloatBuffer prediction = predictions.slice(i * 64, 64);
        expected.add(model.predictAll(context).getFirst().vector());
        for (int again = 0; again < 50; again++) {
          calls.add(() -> model.predictInto(context, prediction));
        }
      }
      for (Future<Integer> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isEqualTo(1);
      }
      for (float[] vector : expected) {
        float[] found = new float[64];
        predictions.get(found);
        assertThat(found).isEqualTo(vector);
      }
    }
  }

  /** What the memory holds when it is called counts, not what it held before. */
  @Test
  void aBufferIsReadAnewInEachCall() throws Exception {
    FloatBuffer contexts = contexts().limit(2 * SIZE);
    FloatBuffer predictions = direct(2 * 64);
    try (Model model = Model.open(file)) {
      model.predictInto(contexts, predictions);
      float second = predictions.get(64);
      contexts.put(0, contexts, SIZE, SIZE);
      model.predictInto(contexts, predictions);
      assertThat(predictions.get(0)).isCloseTo(second, within(1e-6f));
    }
  }

  @Test
  void aModelThatIsClosedWritesNothing() throws Exception {
    Model model = Model.open(file);
    model.close();
    FloatBuffer predictions = direct(COUNT * 64);
    assertThatThrownBy(() -> model.predictInto(contexts(), predictions))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
    assertThat(predictions.get(0)).isZero();
  }
}
