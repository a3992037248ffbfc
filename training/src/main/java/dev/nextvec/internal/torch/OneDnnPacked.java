package dev.nextvec.internal.torch;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.function.LongFunction;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A weight in the blocks that oneDNN's kernels read: without it every product puts its weight into
 * that order first, which for a few rows costs more than the product.
 */
final class OneDnnPacked implements Kernels.Packed {
  /** The order is the same for every number of rows but one, and serves one row as well. */
  private static final long ROWS = 32;

  /** Orders that are made in two stages, the first of them {@link #TILES}. */
  private static final int[] FROM_TILES = {dnnl_BA16a64b, dnnl_BA16a32b};

  private static final int TILES = dnnl_BA16a16b; // 16 by 16, and each turned round
  private static final int TILE = 16;
  private static final String WHAT = "weight's order";

  private final OneDnnKernels.Native library;
  private final Tensor weight; // [n, k]
  private final Tensor storage;
  private final dnnl_memory_desc order;
  private final OneDnnPrimitive reorder;
  private final LongFunction<FloatPointer> tiles;
  private @Nullable Stages stages; // once it was renewed

  /** Turning tiles round, and putting them in order. */
  private record Stages(OneDnnPrimitive first, OneDnnPrimitive second) {}

  /**
   * @param tiles room for so many floats, which weights share while they are renewed
   */
  OneDnnPacked(OneDnnKernels.Native library, Tensor weight, LongFunction<FloatPointer> tiles) {
    this.library = library;
    this.weight = weight;
    this.tiles = tiles;
    order = order(library, dnnl_f32, weight.size(0), weight.size(1));
    storage = torch.empty(dnnl_memory_desc_get_size(order) / Float.BYTES);
    reorder = reorder(library, plain(), copyOfOrder());
    weight.retainReference();
    storage.retainReference();
    reorder.run(weight.data_ptr_float(), numbers());
  }

  private dnnl_memory_desc plain() {
    return OneDnnPrimitive.matrix(k(), n(), 1, weight.stride(0));
  }

  /** Descriptions are freed with the result. */
  static OneDnnPrimitive reorder(
      OneDnnKernels.Native library, dnnl_memory_desc from, dnnl_memory_desc to) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    OneDnnPrimitive.requireDone(
        WHAT,
        dnnl_reorder_primitive_desc_create(
            desc, from, library.engine(), to, library.engine(), (dnnl_primitive_attr) null));
    return new OneDnnPrimitive(
        library,
        WHAT,
        desc,
        new OneDnnPrimitive.Argument(DNNL_ARG_FROM, from),
        new OneDnnPrimitive.Argument(DNNL_ARG_TO, to));
  }

  private dnnl_memory_desc tagged(int tag) {
    return tagged(dnnl_f32, k(), n(), tag);
  }

  private static dnnl_memory_desc tagged(int type, long k, long n, int tag) {
    dnnl_memory_desc desc = new dnnl_memory_desc();
    OneDnnPrimitive.requireDone(
        WHAT, dnnl_memory_desc_create_with_tag(desc, 2, new long[] {k, n}, type, tag));
    return desc;
  }

  /**
   * What a product with as many columns and rows of the weight likes best.
   *
   * @param type of both matrices
   */
  static dnnl_memory_desc order(OneDnnKernels.Native library, int type, long n, long k) {
    dnnl_memory_desc x = OneDnnPrimitive.described(type, new long[] {ROWS, k}, new long[] {k, 1});
    dnnl_memory_desc out = OneDnnPrimitive.matrix(ROWS, n, n, 1);
    dnnl_memory_desc any = tagged(type, k, n, dnnl_format_tag_any);
    dnnl_primitive_desc product = new dnnl_primitive_desc();
    OneDnnPrimitive.requireDone(
        WHAT,
        dnnl_matmul_primitive_desc_create(product, library.engine(), x, any, null, out, null));
    dnnl_memory_desc found = new dnnl_memory_desc();
    OneDnnPrimitive.requireDone(
        WHAT,
        dnnl_memory_desc_clone(
            found, dnnl_primitive_desc_query_md(product, dnnl_query_weights_md, 0)));
    dnnl_primitive_desc_destroy(product);
    dnnl_memory_desc_destroy(x);
    dnnl_memory_desc_destroy(out);
    dnnl_memory_desc_destroy(any);
    return found;
  }

  long n() {
    return weight.size(0);
  }

  long k() {
    return weight.size(1);
  }

  dnnl_memory_desc order() {
    return order;
  }

  FloatPointer numbers() {
    return storage.data_ptr_float();
  }

  /**
   * In two stages where that is known to be faster: oneDNN turns a weight round column by column,
   * and columns that lie a power of two apart displace each other from the cache. Tiles do not; so
   * it takes about half the time, for the same numbers in the same places.
   */
  @Override
  public void renew() {
    Stages two = stages;
    if (two == null && isMadeOfTiles()) {
      two =
          new Stages(
              reorder(library, plain(), tagged(TILES)),
              reorder(library, tagged(TILES), copyOfOrder()));
      stages = two;
    }
    if (two == null) {
      reorder.run(weight.data_ptr_float(), numbers());
    } else {
      FloatPointer between = tiles.apply(n() * k());
      two.first.run(weight.data_ptr_float(), between);
      two.second.run(between, numbers());
    }
  }

  private boolean isMadeOfTiles() {
    if (n() % TILE != 0 || k() % TILE != 0) {
      return false;
    }
    for (int tag : FROM_TILES) {
      dnnl_memory_desc candidate = tagged(tag);
      boolean equal = dnnl_memory_desc_equal(order, candidate) != 0;
      dnnl_memory_desc_destroy(candidate);
      if (equal) {
        return true;
      }
    }
    return false;
  }

  private dnnl_memory_desc copyOfOrder() {
    return OneDnnKernels.copy(order);
  }

  @Override
  public void close() {
    reorder.close();
    if (stages != null) {
      stages.first.close();
      stages.second.close();
    }
    dnnl_memory_desc_destroy(order);
    storage.releaseReference();
    weight.releaseReference();
  }
}
