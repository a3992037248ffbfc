package dev.nextvec.internal.train;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What went wrong where the first worker did something for all; all workers throw it. */
public final class SharedFailure extends IOException {
  private static final long serialVersionUID = 1;

  SharedFailure(String message, @Nullable Exception cause) {
    super(message, cause);
  }
}
