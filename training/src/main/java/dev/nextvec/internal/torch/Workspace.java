package dev.nextvec.internal.torch;

import dev.nextvec.internal.torch.Kernels.Packed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Owns the buffers of one network. A buffer is allocated when a shape first needs it and kept, so
 * that a training step allocates nothing; all are freed together.
 */
public final class Workspace implements AutoCloseable {
  private final Libtorch engine;
  private final Kernels kernels;
  private final List<Tensor> owned = new ArrayList<>();
  private final List<Packed> packed = new ArrayList<>();
  private long floats;

  public Workspace(Libtorch engine) {
    this(engine, engine.kernels());
  }

  private Workspace(Libtorch engine, Kernels kernels) {
    this.engine = engine;
    this.kernels = kernels;
  }

  /**
   * One whose products are computed in bfloat16.
   *
   * @param weights of the network
   * @throws IllegalStateException if this machine cannot
   */
  public static Workspace bfloat16(Libtorch engine, Weights weights) {
    return new Workspace(engine, Bfloat16.kernels(engine, weights.flatValues(), weights.fixed()));
  }

  public Libtorch engine() {
    return engine;
  }

  /** What multiplies this network's matrices. */
  public Kernels kernels() {
    return kernels;
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
    return keepView(tensor);
  }

  /** Keeps a view of memory that is kept elsewhere. */
  public Tensor keepView(Tensor tensor) {
    tensor.retainReference();
    owned.add(tensor);
    return tensor;
  }

  /** A packed copy of a weight; its memory is not among {@link #floats}. */
  public Packed pack(Tensor weight) {
    Packed made = kernels.pack(weight);
    packed.add(made);
    return made;
  }

  private void release(Tensor tensor) {
    owned.remove(tensor);
    tensor.releaseReference();
  }

  @Override
  public void close() {
    packed.forEach(Packed::close);
    packed.clear();
    owned.forEach(Tensor::releaseReference);
    owned.clear();
    kernels.close();
  }

  /** Rows without content; its first {@link Rows#of} allocates. */
  public Rows rows() {
    return new Rows();
  }

  /** Rows of numbers on the Java heap. */
  public final class Rows {
    private float[][] values = {};

    private Rows() {}

    /** At least {@code count} rows of {@code width}; their content is lost where they must grow. */
    public float[][] of(int count, int width) {
      if (values.length < count || values[0].length != width) {
        floats += (long) count * width - (values.length == 0 ? 0 : size());
        values = new float[count][width];
      }
      return values;
    }

    private long size() {
      return (long) values.length * values[0].length;
    }
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
    private static final int MOST_VIEWS = 8; // an evaluation with many batch sizes must not hoard

    private @Nullable Tensor storage;
    private final List<View> views = new ArrayList<>(MOST_VIEWS); // last used last

    private Buffer() {}

    /**
     * The buffer as a contiguous tensor of a shape. All shapes share their memory: content survives
     * until the buffer is written in any of them.
     */
    public Tensor of(long... shape) {
      return view(shape).whole();
    }

    /** {@link #of}, and blocks of it. */
    public View view(long... shape) {
      for (int i = views.size() - 1; i >= 0; i--) {
        if (Arrays.equals(views.get(i).shape, shape)) {
          View found = views.remove(i);
          views.add(found);
          return found;
        }
      }
      return made(shape.clone());
    }

    private View made(long[] shape) {
      long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      Tensor whole = storage;
      if (whole == null || whole.numel() < count) {
        views.forEach(View::release);
        views.clear();
        if (whole != null) {
          floats -= whole.numel();
          Workspace.this.release(whole);
        }
        whole = keep(engine.zeros(count));
        storage = whole;
      }
      if (views.size() == MOST_VIEWS) {
        views.removeFirst().release();
      }
      View made = new View(shape, keepView(whole.narrow(0, 0, count).view(shape)));
      views.add(made);
      return made;
    }
  }

  /**
   * A buffer in one shape. Blocks of it are made once and kept, for making one costs as much as a
   * small operation. All are valid until their buffer was asked for eight other shapes, or a larger
   * one.
   */
  public final class View {
    private final long[] shape;
    private final Tensor whole;
    private final Map<Block, Tensor> blocks = new HashMap<>();

    private View(long[] shape, Tensor whole) {
      this.shape = shape;
      this.whole = whole;
    }

    /** All of it. */
    public Tensor whole() {
      return whole;
    }

    /** {@code rows} of the first dimension from {@code row}, {@code columns} of the second. */
    public Tensor block(long row, long rows, long column, long columns) {
      return blocks.computeIfAbsent(new Block(row, rows, column, columns), this::cut);
    }

    private Tensor cut(Block b) {
      return keepView(whole.narrow(0, b.row, b.rows).narrow(1, b.column, b.columns));
    }

    private void release() {
      blocks.values().forEach(Workspace.this::release);
      Workspace.this.release(whole);
    }
  }

  private record Block(long row, long rows, long column, long columns) {}
}
