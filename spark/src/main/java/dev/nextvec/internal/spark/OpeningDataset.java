package dev.nextvec.internal.spark;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.workflow.TeamTask;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.BarrierTaskContext;

/**
 * The dataset of a worker, which is opened by a thread of its own: a copy of a large one takes
 * longer than Spark lets workers wait for each other, so meanwhile they say that they still work.
 */
final class OpeningDataset implements AutoCloseable {
  private static final Duration BETWEEN_WORDS = Duration.ofMinutes(1);
  private static final String OPEN = "open";

  private final CompletableFuture<Dataset> opened = new CompletableFuture<>();
  private boolean taken;

  /**
   * Begins to open it.
   *
   * @throws IOException if nothing here knows its file system, which is asked by this thread first:
   *     Hadoop keeps it for the user that a thread works for
   */
  OpeningDataset(TeamTask task, Monitor monitor) throws IOException {
    Addresses.path(task.dataset());
    Thread.ofPlatform().daemon().name("nextvec-dataset").start(() -> open(task, monitor));
  }

  @SuppressWarnings("IllegalCatch") // whatever it is, whoever waits throws it
  private void open(TeamTask task, Monitor monitor) {
    try {
      Dataset dataset = task.open(monitor);
      if (!opened.complete(dataset)) {
        dataset.close();
      }
    } catch (Throwable failure) {
      opened.completeExceptionally(failure);
    }
  }

  /**
   * Waits until all workers have opened it.
   *
   * @throws IOException if this one cannot
   */
  void awaitAll(BarrierTaskContext context) throws IOException {
    String[] all;
    do {
      all = context.allGather(isOpen() ? OPEN : "");
    } while (!Arrays.stream(all).allMatch(OPEN::equals));
  }

  private boolean isOpen() throws IOException {
    try {
      opened.get(BETWEEN_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException still) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
  }

  /** It, once all have it; whoever takes it closes it. */
  Dataset take() {
    taken = true;
    return opened.join();
  }

  @Override
  public void close() {
    if (!taken && !opened.cancel(false) && !opened.isCompletedExceptionally()) {
      opened.join().close();
    }
  }
}
