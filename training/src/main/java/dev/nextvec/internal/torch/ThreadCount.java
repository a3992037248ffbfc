package dev.nextvec.internal.torch;

import org.bytedeco.pytorch.global.torch;

/**
 * With how many threads the calling thread computes: in OpenMP a setting of each thread, which
 * takes the last that was set anywhere when it computes for the first time, and then keeps its own.
 */
final class ThreadCount {
  private ThreadCount() {}

  /** From now on so many, until this thread is told otherwise. */
  static void set(int count) {
    if (torch.get_num_threads() != count) {
      torch.set_num_threads(count);
    }
  }

  /**
   * From now on what the calling thread computes runs on it alone; other threads keep the number
   * they have. Needs {@link Libtorch#join} or {@link Libtorch#start} before.
   */
  static synchronized void alone() {
    int all = torch.get_num_threads();
    if (all == 1) {
      return;
    }
    torch.set_num_threads(1); // for this thread, and for all that compute for the first time
    Thread restoring = Thread.ofPlatform().start(() -> torch.set_num_threads(all));
    while (restoring.isAlive()) {
      try {
        restoring.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
