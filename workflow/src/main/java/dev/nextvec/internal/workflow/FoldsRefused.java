package dev.nextvec.internal.workflow;

/** Thrown where the documents of a dataset cannot be cut into as many folds as were asked for. */
public final class FoldsRefused extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  FoldsRefused(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}
