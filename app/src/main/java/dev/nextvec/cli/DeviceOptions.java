package dev.nextvec.cli;

import dev.nextvec.torch.Device;
import picocli.CommandLine.Option;

/** Options of every command that computes with libtorch. */
final class DeviceOptions {
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
  int threads;

  LazyEngine engine() {
    return new LazyEngine(device, threads);
  }
}
