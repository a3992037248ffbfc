package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Contexts in an array of the caller's. */
final class GivenContexts implements Contexts {
  private final Libtorch engine;
  private final float[] numbers;
  private final int size;
  private final Workspace.Buffer room;
  private final long[] shape;
  private @Nullable Tensor turned;

  /**
   * @param numbers {@code [size, contextLength, dimension]}
   * @param room for a copy
   */
  GivenContexts(
      Libtorch engine,
      float[] numbers,
      int size,
      int contextLength,
      int dimension,
      Workspace.Buffer room) {
    this.engine = engine;
    this.numbers = numbers;
    this.size = size;
    this.room = room;
    shape = new long[] {contextLength, size, dimension};
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Tensor byPosition() {
    Tensor there = turned;
    if (there == null) {
      there = room.of(shape);
      engine.uploadByPosition(numbers, there);
      turned = there;
    }
    return there;
  }

  @Override
  public float[] byWindow() {
    return numbers;
  }
}
