package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;

/**
 * A sequence in a buffer, {@code [steps * batch, parts * width]}, step by step; each row is made of
 * parts side by side, such as the gates of a recurrent layer.
 */
final class SequenceView {
  private final Workspace.View flat; // [steps * batch, parts * width]
  private final Workspace.Buffer buffer;
  private final long rows;
  private final long batch;
  private final int parts;
  private final long width;

  SequenceView(Workspace.Buffer buffer, int steps, long batch, int parts, long width) {
    rows = steps * batch;
    flat = buffer.view(rows, parts * width);
    this.buffer = buffer;
    this.batch = batch;
    this.parts = parts;
    this.width = width;
  }

  /** Every step, {@code [steps * batch, parts * width]}. */
  Tensor all() {
    return flat.whole();
  }

  /**
   * Every step with its parts in a dimension of their own, {@code [steps * batch, parts, width]}.
   */
  Tensor allByPart() {
    return deep().whole();
  }

  /** One part of every step, {@code [steps * batch, width]}. */
  Tensor part(int part) {
    return flat.block(0, rows, part * width, width);
  }

  /** One part of steps {@code from .. to - 1}, {@code [(to - from) * batch, width]}. */
  Tensor part(int from, int to, int part) {
    return flat.block(from * batch, (to - from) * batch, part * width, width);
  }

  /** Some parts of every step, {@code [steps * batch, count * width]}. */
  Tensor parts(int first, int count) {
    return flat.block(0, rows, first * width, count * width);
  }

  /** One step, {@code [batch, parts * width]}. */
  Tensor at(int t) {
    return flat.block(t * batch, batch, 0, flat.whole().size(1));
  }

  /** Steps {@code from .. to - 1}, {@code [(to - from) * batch, parts * width]}. */
  Tensor between(int from, int to) {
    return flat.block(from * batch, (to - from) * batch, 0, flat.whole().size(1));
  }

  /** One part of one step, {@code [batch, width]}. */
  Tensor at(int t, int part) {
    return at(t, part, 1);
  }

  /** Parts beside each other of one step, {@code [batch, count * width]}. */
  Tensor at(int t, int first, int count) {
    return flat.block(t * batch, batch, first * width, count * width);
  }

  /** The same with the parts in a dimension of their own, {@code [batch, count, width]}. */
  Tensor byPart(int t, int first, int count) {
    return deep().block(t * batch, batch, first, count);
  }

  /** {@code [steps * batch, parts, width]}. */
  private Workspace.View deep() {
    return buffer.view(rows, parts, width);
  }
}
