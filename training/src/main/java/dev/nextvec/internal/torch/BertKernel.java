package dev.nextvec.internal.torch;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.nextvec.internal.torch.OneDnnPrimitive.Argument;
import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.Pointer;

/**
 * A kernel whose scratch memory its caller brings: it may then run on another thread than it was
 * compiled on, which with memory of the library's own it must not.
 */
final class BertKernel implements KernelCache.Kernel {
  private final OneDnnPrimitive primitive;
  private final long scratch;

  private BertKernel(OneDnnPrimitive primitive, long scratch) {
    this.primitive = primitive;
    this.scratch = scratch;
  }

  /** Attributes with which every description of such a kernel begins. */
  static dnnl_primitive_attr attributes() {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    OneDnnPrimitive.requireDone("attributes", dnnl_primitive_attr_create(attributes));
    OneDnnPrimitive.requireDone(
        "attributes",
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user));
    return attributes;
  }

  /**
   * Compiles a kernel.
   *
   * @param desc freed here, as are those of its arguments
   */
  static BertKernel of(
      OneDnnKernels.Native library, String what, dnnl_primitive_desc desc, Argument... taken) {
    dnnl_memory_desc memory = new dnnl_memory_desc();
    OneDnnPrimitive.requireDone(
        "scratch memory",
        dnnl_memory_desc_clone(
            memory, dnnl_primitive_desc_query_md(desc, dnnl_query_scratchpad_md, 0)));
    long scratch = dnnl_memory_desc_get_size(memory);
    Argument[] all = Arrays.copyOf(taken, taken.length + 1);
    all[taken.length] = new Argument(DNNL_ARG_SCRATCHPAD, memory);
    return new BertKernel(new OneDnnPrimitive(library, what, desc, all), scratch);
  }

  /** Does its work on the memory at these places. */
  void run(Scratch memory, Pointer... places) {
    Pointer[] all = Arrays.copyOf(places, places.length + 1);
    all[places.length] = memory.atLeast(scratch);
    primitive.run(all);
  }

  @Override
  public void close() {
    primitive.close();
  }
}
