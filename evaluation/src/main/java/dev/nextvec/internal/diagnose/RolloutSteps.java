package dev.nextvec.internal.diagnose;

import dev.nextvec.progress.Progress;

/** Adds up the predictions made, for a listener that wants to know how many are left. */
final class RolloutSteps {
  private final Progress progress;
  private final long total;
  private long done;

  RolloutSteps(Progress progress, long total) {
    this.progress = progress;
    this.total = total;
    progress.update(0, total);
  }

  void add(long predictions) {
    done = Math.min(total, done + predictions);
    progress.update(done, total);
  }
}
