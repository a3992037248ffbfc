package dev.nextvec.internal.train;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.npy.StoredNumbers;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.vector.VectorType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Copies windows from the store into one reused batch, each with its target in one piece and as
 * they are stored: the device converts the contexts while it turns them step by step.
 */
final class Gather implements AutoCloseable {
  private final Windows windows;
  private final int largestBatch;
  private final Workspace workspace;
  private final ByteBuffer bytes; // [largestBatch, contextLength + 1, dim]
  private final Tensor contexts; // [largestBatch, contextLength, dim] of it
  private final StoredNumbers numbers; // of bytes
  private final int vector; // bytes of one
  private float[] targets;

  Gather(Libtorch engine, Windows windows, int largestBatch) {
    this.windows = windows;
    this.largestBatch = largestBatch;
    workspace = new Workspace(engine);
    VectorType stored = windows.vectors().type();
    ScalarType type =
        switch (stored) {
          case FLOAT16 -> ScalarType.Half;
          case FLOAT32 -> ScalarType.Float;
        };
    int n = windows.contextLength();
    Tensor all = workspace.keep(engine.emptyOnHost(type, largestBatch, n + 1, windows.dimension()));
    bytes = Libtorch.bytes(all);
    numbers = new StoredNumbers(stored, bytes);
    vector = windows.dimension() * stored.bytes();
    contexts = workspace.keepView(all.narrow(1, 0, n));
    targets = new float[Math.multiplyExact(largestBatch, windows.dimension())];
  }

  /** Most windows of a batch. */
  int largestBatch() {
    return largestBatch;
  }

  /** The windows {@code order[from] .. order[from + size - 1]}; valid until the next call. */
  Batch batch(int[] order, int from, int size) {
    int dim = windows.dimension();
    int n = windows.contextLength();
    for (int b = 0; b < size; b++) {
      int row = b * (n + 1);
      windows.stored(order[from + b], bytes, row * vector);
      numbers.read((row + n) * dim, dim, targets, b * dim);
    }
    return new Batch(contexts, targets, size);
  }

  /**
   * Those of a part of the batch {@code order[from] .. order[from + of - 1]}, with the targets of
   * the others behind their own; valid until the next call.
   */
  Batch amongAll(int[] order, int from, BatchShare share) {
    int dim = windows.dimension();
    Batch own = batch(order, from + share.first(), share.size());
    if (targets.length < share.of() * dim) {
      targets = Arrays.copyOf(targets, share.of() * dim);
    }
    int at = share.size();
    for (int b = 0; b < share.of(); b++) {
      if (!share.holds(b)) {
        windows.vectors().read(windows.targetRow(order[from + b]), 1, targets, at++ * dim);
      }
    }
    return new Batch(own.contexts(), targets, own.size(), share.of(), own.candidates());
  }

  @Override
  public void close() {
    workspace.close();
  }
}
