package dev.nextvec.internal.torch;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Weights that stay as they are, each rounded to bfloat16 when it is first multiplied with, in the
 * blocks that oneDNN's kernels read. As it lies, a product with one row reads half the bytes and
 * takes longer than in float32, for it puts its weight into that order first.
 */
final class Bfloat16Packs implements Bfloat16Parts {
  private final OneDnnKernels.Native library;
  private final Tensor values;
  private final long first;
  private final long end;
  private final Map<Place, Pack> packs = new HashMap<>();

  /**
   * @param values of a network, all side by side
   */
  Bfloat16Packs(OneDnnKernels.Native library, Tensor values) {
    this.library = library;
    this.values = values;
    values.retainReference();
    first = values.data_ptr_float().address();
    end = first + Float.BYTES * values.numel();
  }

  /** A matrix {@code [k, n]} as it is multiplied with, by its address and its steps. */
  private record Place(long at, long k, long n, long kStep, long nStep) {}

  private record Pack(Tensor storage, dnnl_memory_desc order) {}

  @Override
  public void renew() {}

  @Override
  public @Nullable Bfloat16Matrix of(Tensor part, boolean turned) {
    FloatPointer numbers = part.data_ptr_float();
    long at = numbers.address();
    if (at < first || at >= end) {
      return null;
    }
    int row = turned ? 1 : 0;
    Place place =
        new Place(at, part.size(row), part.size(1 - row), part.stride(row), part.stride(1 - row));
    Pack pack = packs.computeIfAbsent(place, key -> packed(numbers, key));
    return new Bfloat16Matrix(pack.storage.data_ptr_float(), place.k, place.n, 0, 0, pack.order);
  }

  private Pack packed(FloatPointer numbers, Place place) {
    dnnl_memory_desc order = OneDnnPacked.order(library, dnnl_bf16, place.n, place.k);
    Tensor storage = torch.empty(dnnl_memory_desc_get_size(order) / Float.BYTES + 1);
    storage.retainReference();
    dnnl_memory_desc plain = OneDnnPrimitive.matrix(place.k, place.n, place.kStep, place.nStep);
    OneDnnPrimitive reorder = OneDnnPacked.reorder(library, plain, OneDnnKernels.copy(order));
    reorder.run(numbers, storage.data_ptr_float());
    reorder.close();
    return new Pack(storage, order);
  }

  @Override
  public void close() {
    for (Pack pack : packs.values()) {
      dnnl_memory_desc_destroy(pack.order);
      pack.storage.releaseReference();
    }
    packs.clear();
    values.releaseReference();
  }
}
