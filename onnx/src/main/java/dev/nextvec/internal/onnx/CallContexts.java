package dev.nextvec.internal.onnx;

import dev.nextvec.internal.model.ContextBatch;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** How the contexts of a call come to ONNX Runtime; all are finite. */
sealed interface CallContexts {

  /**
   * They are read where they are.
   *
   * @param memory outside of Java's heap, in the machine's byte order, from position to limit
   */
  record InPlace(FloatBuffer memory) implements CallContexts {}

  /**
   * They are copied.
   *
   * @param to puts {@code [count, contextLength, dimension]} numbers
   */
  record Copied(Consumer<FloatBuffer> to) implements CallContexts {}

  static CallContexts of(ContextBatch batch) {
    Optional<FloatBuffer> memory = batch.inPlace();
    return memory.isPresent()
        ? new InPlace(memory.get())
        : new Copied(buffer -> batch.forEachVector(buffer::put));
  }
}
