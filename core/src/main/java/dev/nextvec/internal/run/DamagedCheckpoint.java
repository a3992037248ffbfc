package dev.nextvec.internal.run;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint is not what was kept: the one before it may be. Nothing else is a reason for that.
 */
final class DamagedCheckpoint extends IOException {
  private static final long serialVersionUID = 1;

  DamagedCheckpoint(String message, @Nullable IOException cause) {
    super(message, cause);
  }
}
