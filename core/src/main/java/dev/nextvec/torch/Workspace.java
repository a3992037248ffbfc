package dev.nextvec.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Owns the buffers of one network. A buffer is allocated when a shape first needs it and kept, so
 * that a training step allocates nothing; all are freed together.
 */
public final class Workspace implements AutoCloseable {
  private final Engine engine;
  private final Products products;
  private final List<Tensor> owned = new ArrayList<>();
  private long floats;

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
    return floats;
  }

  /** A buffer without content; its first {@link Buffer#of} allocates. */
  public Buffer buffer() {
    return new Buffer();
  }

  /** An array without content; its first {@link Array#of} allocates. */
  public Array array() {
    return new Array();
  }

  /** Keeps a tensor beyond the scope it was made in, until this workspace closes. */
  public Tensor keep(Tensor tensor) {
    floats += tensor.numel();
    return hold(tensor);
  }

  /** Keeps a tensor that adds no memory. */
  private Tensor hold(Tensor tensor) {
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

  /** Numbers on the Java heap. */
  public final class Array {
    private float[] values = {};

    private Array() {}

    /** The array, with room for {@code count} numbers; its content is lost where it must grow. */
    public float[] of(int count) {
      if (values.length < count) {
        floats += count - values.length;
        values = new float[count];
      }
      return values;
    }
  }

  /** Storage that is seen in one shape after another. */
  public final class Buffer {
    private static final int MOST_VIEWS = 4; // an evaluation with many batch sizes must not hoard

    private @Nullable Tensor storage;
    private Tensor[] views = {};
    private long[][] shapes = {};

    private Buffer() {}

    /**
     * The buffer as a contiguous tensor of a shape. All shapes share their memory: content survives
     * until the buffer is written in any of them.
     */
    public Tensor of(long... shape) {
      for (int i = 0; i < shapes.length; i++) {
        if (Arrays.equals(shapes[i], shape)) {
          return views[i];
        }
      }
      return view(shape);
    }

    private Tensor view(long[] shape) {
      long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      Tensor whole = storage;
      if (whole == null || whole.numel() < count) {
        Arrays.stream(views).forEach(Workspace.this::release);
        views = new Tensor[0];
        shapes = new long[0][];
        if (whole != null) {
          floats -= whole.numel();
          release(whole);
        }
        whole = keep(engine.zeros(count));
        storage = whole;
      }
      if (views.length == MOST_VIEWS) {
        release(views[0]);
        views = Arrays.copyOfRange(views, 1, MOST_VIEWS);
        shapes = Arrays.copyOfRange(shapes, 1, MOST_VIEWS);
      }
      Tensor made = hold(whole.narrow(0, 0, count).view(shape));
      views = Arrays.copyOf(views, views.length + 1);
      shapes = Arrays.copyOf(shapes, shapes.length + 1);
      views[views.length - 1] = made;
      shapes[shapes.length - 1] = shape.clone();
      return made;
    }
  }
}
