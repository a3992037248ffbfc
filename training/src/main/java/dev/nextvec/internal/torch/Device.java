package dev.nextvec.internal.torch;

/**
 * Where tensors live. {@code AUTO} takes the first of CUDA, MPS and CPU that this machine offers.
 */
public enum Device {
  AUTO,
  CPU,
  CUDA,
  MPS
}
