package dev.nextvec.internal.train;

import dev.nextvec.internal.nn.Contexts;
import dev.nextvec.internal.npy.StoredNumbers;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.vector.VectorType;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The contexts of a batch; on the device they are converted while they are turned. */
final class GatheredContexts implements Contexts {
  private final Tensor stored; // [size or more, contextLength, dim]
  private final int size;
  private final Workspace.Buffer room;
  private final Workspace.Array numbers;
  private @Nullable Tensor turned;
  private float @Nullable [] read;

  /**
   * @param room for them position by position
   * @param numbers for them window by window
   */
  GatheredContexts(Batch batch, Workspace.Buffer room, Workspace.Array numbers) {
    stored = batch.contexts();
    size = batch.size();
    this.room = room;
    this.numbers = numbers;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Tensor byPosition() {
    Tensor there = turned;
    if (there == null) {
      there = room.of(stored.size(1), size, stored.size(2));
      there.copy_(stored.narrow(0, 0, size).transpose(0, 1));
      turned = there;
    }
    return there;
  }

  @Override
  public float[] byWindow() {
    float[] there = read;
    if (there == null) {
      there = numbers.of(Math.toIntExact(size * stored.size(1) * stored.size(2)));
      read(there);
      read = there;
    }
    return there;
  }

  /** The windows one after another; each lies together, but there may be gaps between them. */
  private void read(float[] into) {
    int window = Math.toIntExact(stored.size(1) * stored.size(2));
    int step = Math.toIntExact(stored.stride(0));
    if (stored.stride(1) != stored.size(2) || stored.stride(2) != 1) {
      throw new IllegalArgumentException("contexts with gaps between their vectors");
    }
    VectorType type =
        stored.element_size() == Float.BYTES ? VectorType.FLOAT32 : VectorType.FLOAT16;
    long count = (size - 1L) * step + window;
    StoredNumbers numbers = new StoredNumbers(type, Libtorch.bytes(stored, count));
    for (int b = 0; b < size; b++) {
      numbers.read(b * step, window, into, b * window);
    }
  }
}
