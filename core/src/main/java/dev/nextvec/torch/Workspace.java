package dev.nextvec.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Owns the buffers of one network. A buffer is allocated when a shape first needs it and kept, so
 * that a training step allocates nothing; all are freed together.
 */
public final class Workspace implements AutoCloseable {
  private final Engine engine;
  private final Products products;
  private final List<Tensor> owned = new ArrayList<>();

  public Workspace(Engine engine) {
    this.engine = engine;
    this.products = engine.products();
  }

  public Engine engine() {
    return engine;
  }

  /** What multiplies this network's matrices. */
  public Products products() {
    return products;
  }

  /** Numbers held at present. */
  public long floats() {
    return owned.stream().mapToLong(Tensor::numel).sum();
  }

  /** A buffer without content; its first {@link Buffer#of} allocates. */
  public Buffer buffer() {
    return new Buffer();
  }

  /** Keeps a tensor beyond the scope it was made in, until this workspace closes. */
  public Tensor keep(Tensor tensor) {
    tensor.retainReference();
    owned.add(tensor);
    return tensor;
  }

  private void release(Tensor tensor) {
    owned.remove(tensor);
    tensor.releaseReference();
  }

  @Override
  public void close() {
    owned.forEach(Tensor::releaseReference);
    owned.clear();
    products.close();
  }

  /** Storage that is seen in one shape after another. */
  public final class Buffer {
    private Tensor[] views = {};
    private long[][] shapes = {};

    private Buffer() {}

    /**
     * The buffer as a contiguous tensor of a shape. Content survives as long as the same shapes are
     * asked for; every shape has memory of its own (training sees two: the batch and the epoch's
     * last).
     */
    public Tensor of(long... shape) {
      for (int i = 0; i < shapes.length; i++) {
        if (Arrays.equals(shapes[i], shape)) {
          return views[i];
        }
      }
      return allocate(shape);
    }

    private Tensor allocate(long[] shape) {
      Tensor made = keep(engine.zeros(shape));
      if (shapes.length == 4) { // an evaluation with many batch sizes must not hoard
        release(views[0]);
        views = Arrays.copyOfRange(views, 1, 4);
        shapes = Arrays.copyOfRange(shapes, 1, 4);
      }
      views = Arrays.copyOf(views, views.length + 1);
      shapes = Arrays.copyOf(shapes, shapes.length + 1);
      views[views.length - 1] = made;
      shapes[shapes.length - 1] = shape.clone();
      return made;
    }
  }
}
