package dev.nextvec.internal.torch;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import dev.nextvec.internal.engine.BertWeights;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** What one thread needs to compute a {@link OneDnnBert}: memory, and kernels by size. */
final class BertPass implements AutoCloseable {
  private static final int FEWEST_ROWS = 32;
  private static final int MOST_SIZES = 8;
  private static final int MOST_LENGTHS = 512;

  private final OneDnnBert network;
  private final int hidden;
  private final KernelCache<Integer, Rows> byRows = new KernelCache<>(MOST_SIZES);
  private final KernelCache<Integer, BertAttention> byLength = new KernelCache<>(MOST_LENGTHS);
  private final Scratch state = new Scratch(); // float32, added to by every layer
  private final Scratch input = new Scratch(); // the same, in the type of products
  private final Scratch projected = new Scratch();
  private final Scratch mixed = new Scratch();
  private final Scratch inner = new Scratch();
  private final Scratch scratch = new Scratch();
  private final BertAttention.Room room =
      new BertAttention.Room(new Scratch(), new Scratch(), scratch);

  BertPass(OneDnnBert network) {
    this.network = network;
    this.hidden = network.weights().hidden();
  }

  /** Kernels for a number of rows; what lies behind the texts' tokens is computed for nothing. */
  private record Rows(
      BertKernel projection,
      BertKernel out,
      BertKernel up,
      BertKernel down,
      BertKernel norm,
      BertKernel narrowing)
      implements KernelCache.Kernel {
    static Rows of(OneDnnBert network, int rows) {
      BertKernels kernels = network.kernels();
      OneDnnBert.NativeLayer any = network.layers().getFirst(); // all are of one size
      int hidden = network.weights().hidden();
      return new Rows(
          kernels.product(rows, any.projection(), BertKernels.End.KEPT),
          kernels.product(rows, any.out(), BertKernels.End.ADDED),
          kernels.product(rows, any.up(), BertKernels.End.GELU),
          kernels.product(rows, any.down(), BertKernels.End.ADDED),
          kernels.norm(rows, hidden, network.weights().epsilon()),
          kernels.narrowing(rows, hidden, null));
    }

    @Override
    public void close() {
      projection.close();
      out.close();
      up.close();
      down.close();
      norm.close();
      narrowing.close();
    }
  }

  /**
   * Computes texts of no more tokens than fit at once.
   *
   * @param firstOnly whether the vectors of the first tokens are all that is wanted
   * @param to receives the tokens' vectors from {@code at} on
   * @return how many numbers it received
   */
  int run(long[][] ids, boolean firstOnly, float[] to, int at) {
    int vectors = 0;
    for (long[] text : ids) {
      vectors += text.length;
    }
    prepare(rows(vectors));
    embed(ids);
    Rows kernels = kernels(vectors);
    normalise(kernels, network.first());
    int last = network.layers().size() - 1;
    for (int l = 0; l <= last; l++) {
      OneDnnBert.NativeLayer layer = network.layers().get(l);
      product(kernels.projection, reads(), layer.projection(), projected.atLeast(0));
      attend(ids);
      if (firstOnly && l == last) {
        keepFirst(ids);
        vectors = ids.length;
        kernels = kernels(vectors);
      }
      afterAttention(layer, kernels);
    }
    numbers((long) vectors * hidden).get(to, at, vectors * hidden);
    return vectors * hidden;
  }

  private Rows kernels(int vectors) {
    return byRows.get(rows(vectors), n -> Rows.of(network, n));
  }

  /** The next power of two: few sizes are to be compiled. */
  private static int rows(int vectors) {
    return Math.max(FEWEST_ROWS, Integer.highestOneBit(Math.max(1, 2 * vectors - 1)));
  }

  /** Moves what attention read and gave for the first tokens to the front. */
  private void keepFirst(long[][] ids) {
    long before = 0;
    for (int i = 0; i < ids.length; i++) {
      move(state, before, i, (long) hidden * Float.BYTES);
      move(mixed, before, i, hidden * network.kernels().bytes());
      before += ids[i].length;
    }
  }

  private static void move(Scratch rows, long from, long to, long bytes) {
    Pointer all = rows.atLeast(0);
    Pointer.memmove(Scratch.from(all, to * bytes), Scratch.from(all, from * bytes), bytes);
  }

  private void prepare(long rows) {
    long bytes = network.kernels().bytes();
    state.atLeast(rows * hidden * Float.BYTES);
    input.atLeast(rows * hidden * bytes);
    projected.atLeast(rows * 3 * hidden * bytes);
    mixed.atLeast(rows * hidden * bytes);
    inner.atLeast(rows * network.weights().feedForward() * bytes);
  }

  private void embed(long[][] ids) {
    BertWeights.Embeddings from = network.weights().embeddings();
    float[] vector = new float[hidden];
    long tokens = 0;
    for (long[] text : ids) {
      tokens += text.length;
    }
    FloatBuffer rows = numbers(tokens * hidden);
    for (long[] text : ids) {
      for (int t = 0; t < text.length; t++) {
        int word = Math.toIntExact(text[t]) * hidden;
        int position = t * hidden;
        for (int d = 0; d < hidden; d++) {
          vector[d] = from.words()[word + d] + from.type()[d] + from.positions()[position + d];
        }
        rows.put(vector);
      }
    }
  }

  private FloatBuffer numbers(long count) {
    return new FloatPointer(state.atLeast(0)).capacity(count).asBuffer();
  }

  private void afterAttention(OneDnnBert.NativeLayer layer, Rows kernels) {
    Pointer x = state.atLeast(0);
    product(kernels.out, mixed.atLeast(0), layer.out(), x);
    normalise(kernels, layer.norm());
    product(kernels.up, reads(), layer.up(), inner.atLeast(0));
    product(kernels.down, inner.atLeast(0), layer.down(), x);
    normalise(kernels, layer.last());
  }

  private void product(BertKernel kernel, Pointer x, BertAffine affine, Pointer out) {
    kernel.run(scratch, x, affine.numbers(), affine.bias(), out);
  }

  /** Where products read the state: itself in float32. */
  private Pointer reads() {
    return network.kernels().type() == dnnl_f32 ? state.atLeast(0) : input.atLeast(0);
  }

  private void normalise(Rows kernels, OneDnnBert.NativeNorm norm) {
    Pointer x = state.atLeast(0);
    kernels.norm.run(scratch, x, norm.gain(), norm.bias(), x);
    if (network.kernels().type() != dnnl_f32) {
      kernels.narrowing.run(scratch, x, input.atLeast(0));
    }
  }

  private void attend(long[][] ids) {
    long row = hidden * network.kernels().bytes();
    long before = 0;
    for (long[] text : ids) {
      if (text.length > 0) {
        byLength
            .get(
                text.length,
                n -> new BertAttention(network.kernels(), network.weights().heads(), hidden, n))
            .run(
                Scratch.from(projected.atLeast(0), before * 3 * row),
                Scratch.from(mixed.atLeast(0), before * row),
                room);
      }
      before += text.length;
    }
  }

  @Override
  public void close() {
    byRows.close();
    byLength.close();
    for (Scratch each :
        new Scratch[] {
          state, input, projected, mixed, inner, scratch, room.scores(), room.shares()
        }) {
      each.close();
    }
  }
}
