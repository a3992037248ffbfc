package dev.nextvec.internal.torch;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.Pointer;

/** A kernel that oneDNN has compiled, with the descriptions of what it reads and writes. */
final class OneDnnPrimitive implements KernelCache.Kernel {
  private final OneDnnKernels.Native library;
  private final String what;
  private final dnnl_primitive primitive = new dnnl_primitive();
  private final dnnl_memory[] memories;
  private final dnnl_exec_arg_t arguments;

  /** One matrix or vector that a kernel reads or writes; the description is freed with it. */
  record Argument(int name, dnnl_memory_desc desc) {}

  /**
   * @param what the kernel's work, for messages
   * @param desc its description; freed here
   * @param taken in the order in which {@link #run} gets their places
   */
  OneDnnPrimitive(
      OneDnnKernels.Native library, String what, dnnl_primitive_desc desc, Argument... taken) {
    this.library = library;
    this.what = what;
    requireDone(what, dnnl_primitive_create(primitive, desc));
    dnnl_primitive_desc_destroy(desc);
    memories = new dnnl_memory[taken.length];
    arguments = new dnnl_exec_arg_t(taken.length);
    arguments.retainReference();
    for (int i = 0; i < taken.length; i++) {
      memories[i] = new dnnl_memory();
      requireDone(
          "memory",
          dnnl_memory_create(memories[i], taken[i].desc, library.engine(), (Pointer) null));
      dnnl_memory_desc_destroy(taken[i].desc);
      arguments.position(i).arg(taken[i].name).memory(memories[i]);
    }
    arguments.position(0);
  }

  /** Does its work on the memory at these places. */
  void run(Pointer... places) {
    for (int i = 0; i < memories.length; i++) {
      dnnl_memory_set_data_handle(memories[i], places[i]);
    }
    requireDone(
        what, dnnl_primitive_execute(primitive, library.stream(), memories.length, arguments));
  }

  /** A matrix whose entries lie {@code row} and {@code column} floats apart. */
  static dnnl_memory_desc matrix(long rows, long columns, long row, long column) {
    return described(new long[] {rows, columns}, new long[] {row, column});
  }

  /** Numbers side by side. */
  static dnnl_memory_desc vector(long length) {
    return described(new long[] {length}, new long[] {1});
  }

  private static dnnl_memory_desc described(long[] lengths, long[] steps) {
    return described(dnnl_f32, lengths, steps);
  }

  /** Numbers of a type, those next to each other in a direction so many {@code steps} apart. */
  static dnnl_memory_desc described(int type, long[] lengths, long[] steps) {
    dnnl_memory_desc desc = new dnnl_memory_desc();
    requireDone(
        "matrix's description",
        dnnl_memory_desc_create_with_strides(desc, lengths.length, lengths, type, steps));
    return desc;
  }

  static void requireDone(String what, int status) {
    if (status != dnnl_success) {
      throw new IllegalStateException(
          "oneDNN could not do its " + what + " (status " + status + ")");
    }
  }

  @Override
  public void close() {
    dnnl_primitive_destroy(primitive);
    for (dnnl_memory memory : memories) {
      dnnl_memory_destroy(memory);
    }
    arguments.releaseReference();
  }
}
