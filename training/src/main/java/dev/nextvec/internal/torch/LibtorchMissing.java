package dev.nextvec.internal.torch;

/** This platform has no libtorch, or its libraries cannot be loaded. */
public final class LibtorchMissing extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  LibtorchMissing(String message, Throwable cause) {
    super(message, cause);
  }
}
