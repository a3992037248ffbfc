package dev.nextvec.cli;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.LazyEngine;
import picocli.CommandLine.Option;

/** Options of every command that computes with libtorch. */
final class DeviceOptions {
  private static final int MOST_THREADS = 4096;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda|mps",
      defaultValue = "auto",
      description = "where to compute (default: the GPU if there is one, else the CPU)")
  Device device = Device.AUTO;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "threads of one tensor operation (default: one for each processor)")
  @Bounds(from = 0, to = 1024)
  int threads;

  /**
   * Holds the threads of all tensor operations that run side by side to what a process can have.
   *
   * @param jobs how many run side by side
   */
  void refuseTooManyThreads(int jobs) {
    int each = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    if ((long) jobs * each > MOST_THREADS) {
      throw new WrongUsage(
          "`--jobs %d` with `--threads %d` are %,d threads, and at most %,d make sense"
              .formatted(jobs, each, (long) jobs * each, MOST_THREADS));
    }
  }

  LazyEngine engine() {
    return new LazyEngine(device, threads);
  }
}
