package dev.nextvec.internal.run;

import java.io.IOException;

/**
 * Another training keeps its checkpoints where this one did: to begin again would take them back.
 */
public final class PlaceTaken extends IOException {
  private static final long serialVersionUID = 1;

  PlaceTaken(String message) {
    super(message);
  }
}
