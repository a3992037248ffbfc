package dev.nextvec.serve;

import dev.nextvec.serve.Job.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * The threads that compute. Jobs take turns: after a slice a job goes behind all others. Where
 * several wait for predictions of one model, a thread takes as many of them at once as make a
 * batch; it never waits for more to come.
 */
final class Workers implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final AtomicInteger busy = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private final int batch;
  private final Pace pace;
  private final IntConsumer batches;
  private boolean closed;

  /**
   * Starts them.
   *
   * @param limits how many threads, and how many predictions are made at once
   * @param pace told how long they work
   * @param batches told how many each time
   */
  Workers(Limits limits, Pace pace, IntConsumer batches) {
    this.batch = limits.batch();
    this.pace = pace;
    this.batches = batches;
    for (int i = 0; i < limits.threads(); i++) {
      threads.add(Thread.ofPlatform().daemon().name("compute-" + i).start(this::work));
    }
  }

  /** Has a job done, and waits for it. */
  void run(Job job, Timing timing, Presence client) throws Exception {
    lock.lock();
    try {
      if (closed) {
        throw Problem.of(Problem.Kind.DRAINING, "the server is ending");
      }
      waiting.addLast(job);
      changed.signal();
    } finally {
      lock.unlock();
    }
    job.await(timing, client);
  }

  /** Jobs that no thread works on. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  int busy() {
    return busy.get();
  }

  private void work() {
    try {
      for (List<Part> turn = take(); !turn.isEmpty(); turn = take()) {
        busy.incrementAndGet();
        compute(turn);
        busy.decrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What to compute next; nothing once it is closed. */
  private List<Part> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        waiting.removeIf(Job::isAbandoned);
        Job first = waiting.pollFirst();
        if (first != null) {
          return together(first);
        }
        if (closed) {
          return List.of();
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private List<Part> together(Job first) {
    List<Part> parts = new ArrayList<>(List.of(first.take()));
    if (first instanceof PredictJob predicting && !first.hasMore()) {
      int room = batch - parts.getFirst().units();
      for (Iterator<Job> others = waiting.iterator(); room > 0 && others.hasNext(); ) {
        if (others.next() instanceof PredictJob other
            && other.goesWith(predicting)
            && other.left() <= room) {
          others.remove();
          room -= other.left();
          parts.add(other.take());
        }
      }
    }
    if (first.hasMore()) {
      waiting.addLast(first);
      changed.signal();
    }
    return parts;
  }

  /** Whatever is thrown is told to those who wait; the thread goes on. */
  private void compute(List<Part> parts) {
    long began = System.nanoTime();
    try {
      if (parts.getFirst().job() instanceof PredictJob) {
        batches.accept(parts.stream().mapToInt(Part::units).sum());
        PredictJob.compute(parts);
      } else {
        Part only = parts.getFirst();
        only.job().compute(only.from(), only.to());
      }
      long nanos = System.nanoTime() - began;
      pace.worked(nanos);
      parts.forEach(part -> part.job().finished(part, nanos));
    } catch (Throwable failure) {
      pace.worked(System.nanoTime() - began);
      parts.forEach(part -> part.job().failed(failure));
    }
  }

  /** Ends them when what was begun is done. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.forEach(job -> job.failed(Problem.of(Problem.Kind.DRAINING, "the server is ending")));
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
