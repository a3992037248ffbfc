package dev.nextvec.internal.train;

/** The loss or the gradient stopped being a sensible number; the weights before it are kept. */
public final class TrainingDiverged extends IllegalStateException {
  private static final long serialVersionUID = 1;

  TrainingDiverged(String message) {
    super(message);
  }
}
