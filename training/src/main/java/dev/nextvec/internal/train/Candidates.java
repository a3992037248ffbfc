package dev.nextvec.internal.train;

import dev.nextvec.internal.nn.BatchShare;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the windows of one step must find their targets among. Each window's context and target lie
 * side by side in it.
 *
 * @param vectors {@code [count, dim]}, each of unit length
 * @param count number of candidates
 * @param contexts for each window, the place of its context's first chunk
 * @param contextLength chunks in a context; the target follows them
 */
record Candidates(float[] vectors, int count, int[] contexts, int contextLength) {

  /** For training without any. */
  static final Candidates NONE = new Candidates(new float[0], 0, new int[0], 0);

  Candidates {
    for (int context : contexts) {
      Objects.checkIndex(context, count - contextLength);
    }
  }

  /** The same for some of the windows. */
  Candidates of(BatchShare share) {
    int[] some = Arrays.copyOfRange(contexts, share.first(), share.first() + share.size());
    return new Candidates(vectors, count, some, contextLength);
  }

  /** The place of a window's target. */
  int target(int window) {
    return contexts[window] + contextLength;
  }

  /** Whether a candidate is in a window's own context, and so no candidate for it. */
  boolean masked(int window, int candidate) {
    return candidate >= contexts[window] && candidate < contexts[window] + contextLength;
  }
}
