package dev.nextvec.internal.page;

import dev.nextvec.progress.Progress;
import dev.nextvec.progress.Stopped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Results that take seconds or more: each is computed once for each state of what it is made of,
 * one after the other on one thread, whoever asks and however often. The few that were asked for
 * last are kept.
 *
 * @param <V> a result
 */
public final class Prepared<V> implements AutoCloseable {
  /** What there is of a result. */
  public sealed interface Outcome<V> {
    /** All of it. */
    record Ready<V>(V value) implements Outcome<V> {}

    /**
     * It is computed, or waits for others that are.
     *
     * @param words what is done just now
     */
    record Pending<V>(String words) implements Outcome<V> {}

    /**
     * It could not be computed.
     *
     * @param why in a sentence
     */
    record Failed<V>(String why) implements Outcome<V> {}
  }

  /** Computes a result. */
  @FunctionalInterface
  public interface Work<V> {
    /** Computes; tells {@code told} what it is at. */
    V run(Told told) throws Exception;
  }

  /** Told what a work is at. */
  @FunctionalInterface
  public interface Told {
    /** A part of the work begins; gives what to tell how far it has come. */
    Progress begin(String words);
  }

  private final int most;
  private final Map<String, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("page").factory());
  private volatile boolean closed;

  private record Entry<V>(CompletableFuture<V> future, AtomicReference<String> words) {}

  /**
   * Nothing is computed yet.
   *
   * @param most so many results are kept
   */
  public Prepared(int most) {
    this.most = most;
  }

  /**
   * The result for {@code key}, computed by {@code work} if nobody asked for it before.
   *
   * @param patience how long to wait for it
   */
  public Outcome<V> of(String key, Work<V> work, Duration patience) throws InterruptedException {
    Entry<V> entry = entry(key, work);
    try {
      V value = entry.future().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return new Outcome.Ready<>(value);
    } catch (TimeoutException e) {
      return new Outcome.Pending<>(String.valueOf(entry.words().get()));
    } catch (ExecutionException e) {
      forget(key, entry); // whoever asks again may find that it can be computed now
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Outcome.Failed<>(String.valueOf(cause.getMessage()));
    }
  }

  private synchronized Entry<V> entry(String key, Work<V> work) {
    Entry<V> known = entries.get(key);
    if (known != null) {
      return known;
    }
    Entry<V> entry =
        new Entry<>(new CompletableFuture<>(), new AtomicReference<>("waits for others"));
    entries.put(key, entry);
    if (entries.size() > most) {
      entries.remove(entries.keySet().iterator().next());
    }
    thread.execute(() -> compute(entry, work));
    return entry;
  }

  private synchronized void forget(String key, Entry<V> entry) {
    entries.remove(key, entry);
  }

  private void compute(Entry<V> entry, Work<V> work) {
    try {
      entry.words().set("begins");
      entry.future().complete(work.run(words -> begun(entry, words)));
    } catch (Throwable failure) {
      entry.future().completeExceptionally(failure);
    }
  }

  private Progress begun(Entry<V> entry, String words) {
    entry.words().set(words);
    return (done, total) -> {
      if (closed) {
        throw new Stopped();
      }
      entry.words().set(total > 0 ? "%s, %d %%".formatted(words, 100 * done / total) : words);
    };
  }

  /** Ends what is computed at its next step. */
  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
  }
}
