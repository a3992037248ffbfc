package dev.nextvec.internal.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.jspecify.annotations.Nullable;

/**
 * Who is still there when a sum fails. Whoever sees it fail says so where the workers met; who has
 * said nothing after a while is missing.
 */
final class RollCall {
  private static final long WAIT_MILLIS = 3000;
  private static final long PAUSE_MILLIS = 50;

  private final TCPStore store;
  private final int rank;
  private final List<String> names = new ArrayList<>();
  private volatile @Nullable Thread last;

  RollCall(TCPStore store, int rank, int workers, String name) {
    this.store = store;
    this.rank = rank;
    for (int other = 0; other < workers; other++) {
      names.add("worker " + other);
    }
    store.set("name-" + rank, name);
  }

  /** Waits for the names of all. */
  void learnNames() {
    names.replaceAll(each -> store.get_to_str(each.replace("worker ", "name-")));
  }

  /**
   * The names of the others that say nothing. The first worker holds the place where they meet:
   * where that does not answer, it is the first that is missing.
   */
  String missing() {
    List<String> silent = new ArrayList<>(List.of(names.getFirst()));
    Thread asking = new Thread(() -> ask(silent), "nextvec-roll-call");
    asking.setDaemon(true);
    last = asking;
    asking.start();
    try {
      asking.join(2 * WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (silent) {
      return silent.isEmpty() ? "another worker" : String.join(" and ", silent);
    }
  }

  /** Whether nobody asks there any more: before that the place must not be freed. */
  boolean isOver() {
    @Nullable Thread asking = last;
    return asking == null || !asking.isAlive();
  }

  private void ask(List<String> silent) {
    try {
      store.set("here-" + rank, "1");
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
      List<String> absent = absent();
      while (!absent.isEmpty() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        absent = absent();
      }
      synchronized (silent) {
        silent.clear();
        silent.addAll(absent);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The place is gone, and the first worker with it.
    }
  }

  private List<String> absent() {
    List<String> absent = new ArrayList<>();
    for (int other = 0; other < names.size(); other++) {
      if (other != rank && !store.check(new StringVector("here-" + other))) {
        absent.add(names.get(other));
      }
    }
    return absent;
  }
}
