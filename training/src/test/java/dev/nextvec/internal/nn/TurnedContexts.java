package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Libtorch;
import org.bytedeco.pytorch.Tensor;

/** Contexts that a test made position by position. */
record TurnedContexts(Libtorch engine, Tensor byPosition) implements Contexts {
  @Override
  public int size() {
    return Math.toIntExact(byPosition.size(1));
  }

  @Override
  public float[] byWindow() {
    float[] numbers = new float[Math.toIntExact(byPosition.numel())];
    engine.download(byPosition.transpose(0, 1).contiguous(), numbers, numbers.length);
    return numbers;
  }
}
