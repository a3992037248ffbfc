package dev.nextvec.train;

/**
 * Windows gathered for one step.
 *
 * @param contexts {@code [contextLength, size, dim]}, oldest vectors first
 * @param targets {@code [size, dim]}
 * @param size number of windows
 * @param candidates what the targets are to be found among; none for regression
 */
public record Batch(float[] contexts, float[] targets, int size, Candidates candidates) {

  /** A batch for regression. */
  public Batch(float[] contexts, float[] targets, int size) {
    this(contexts, targets, size, Candidates.NONE);
  }

  Batch with(Candidates found) {
    return new Batch(contexts, targets, size, found);
  }
}
