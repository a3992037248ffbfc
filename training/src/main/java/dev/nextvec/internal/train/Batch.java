package dev.nextvec.internal.train;

import dev.nextvec.internal.torch.Libtorch;
import java.nio.ByteBuffer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Windows gathered for one step.
 *
 * @param contexts {@code [size or more, contextLength, dim]}, float16 or float32, in the computer's
 *     own memory; windows may lie apart
 * @param targets {@code [compared, dim]}, those of the windows first
 * @param size number of windows
 * @param compared number of targets: more than windows where others of the batch are computed
 *     elsewhere and a loss compares with them
 * @param candidates what the targets are to be found among; none for regression
 */
public record Batch(
    Tensor contexts, float[] targets, int size, int compared, Candidates candidates) {

  /** A batch for regression. */
  public Batch(Tensor contexts, float[] targets, int size) {
    this(contexts, targets, size, size, Candidates.NONE);
  }

  /**
   * A batch for regression of copied numbers.
   *
   * @param contexts {@code [size, contextLength, dim]}
   * @param targets {@code [size, dim]}
   */
  public static Batch of(Libtorch engine, float[] contexts, float[] targets, int size, int dim) {
    Tensor copy = engine.emptyOnHost(ScalarType.Float, size, contexts.length / (size * dim), dim);
    ByteBuffer bytes = Libtorch.bytes(copy);
    bytes.asFloatBuffer().put(contexts);
    return new Batch(copy, targets, size);
  }

  Batch with(Candidates found) {
    return new Batch(contexts, targets, size, compared, found);
  }
}
