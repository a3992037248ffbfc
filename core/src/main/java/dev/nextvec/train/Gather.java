package dev.nextvec.train;

import dev.nextvec.data.Windows;
import dev.nextvec.torch.Engine;
import dev.nextvec.torch.Workspace;
import java.nio.ByteBuffer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Copies windows from the store into one reused batch: contexts as they are stored, for the device
 * converts them while it turns them step by step.
 */
final class Gather implements AutoCloseable {
  private final Windows windows;
  private final int largestBatch;
  private final Workspace workspace;
  private final Tensor contexts; // [largestBatch, contextLength, dim]
  private final ByteBuffer bytes; // of contexts
  private final float[] targets;

  Gather(Engine engine, Windows windows, int largestBatch) {
    this.windows = windows;
    this.largestBatch = largestBatch;
    workspace = new Workspace(engine);
    ScalarType type =
        switch (windows.vectors().type()) {
          case FLOAT16 -> ScalarType.Half;
          case FLOAT32 -> ScalarType.Float;
        };
    contexts =
        workspace.keep(
            engine.emptyOnHost(type, largestBatch, windows.contextLength(), windows.dimension()));
    bytes = Engine.bytes(contexts);
    targets = new float[Math.multiplyExact(largestBatch, windows.dimension())];
  }

  /** Most windows of a batch. */
  int largestBatch() {
    return largestBatch;
  }

  /** The windows {@code order[from] .. order[from + size - 1]}; valid until the next call. */
  Batch batch(int[] order, int from, int size) {
    int dim = windows.dimension();
    int context = bytes.capacity() / largestBatch;
    for (int b = 0; b < size; b++) {
      windows.storedContext(order[from + b], bytes, b * context);
      windows.target(order[from + b], targets, b * dim);
    }
    return new Batch(contexts, targets, size);
  }

  @Override
  public void close() {
    workspace.close();
  }
}
