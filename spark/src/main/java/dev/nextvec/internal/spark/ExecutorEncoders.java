package dev.nextvec.internal.spark;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.SharedWork;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;

/**
 * The encoders of this executor: each is loaded once, whatever tasks run beside each other, with a
 * thread for each of the executor's cores; the tasks share them. One that no task has used for a
 * while is closed: an executor may live much longer than the job.
 */
final class ExecutorEncoders {
  private static final ExecutorEncoders HERE = new ExecutorEncoders(Duration.ofMinutes(1));

  private final Duration kept;
  private final Map<Wanted, Shared> open = new HashMap<>();

  /** The files behind a choice may change while the executor lives. */
  private record Wanted(EncoderChoice choice, EncoderFingerprint fingerprint) {}

  /** An encoder and who uses it. */
  private static final class Shared {
    private final Encoder encoder;
    private int users;
    private long uses;

    Shared(Encoder encoder) {
      this.encoder = encoder;
    }
  }

  /**
   * Has none yet.
   *
   * @param kept how long an encoder stays open that nobody uses
   */
  ExecutorEncoders(Duration kept) {
    this.kept = kept;
  }

  /** An encoder while a task uses it. */
  interface Use extends AutoCloseable {
    /** Shared with other tasks. */
    Encoder encoder();

    @Override
    void close();
  }

  /**
   * An encoder of this executor.
   *
   * @throws IOException if it cannot be loaded here, or is not the one the work was begun with
   */
  static Use here(EncoderChoice choice, SharedWork work) throws IOException {
    return HERE.use(choice.withThreadsOrElse(cores()), work);
  }

  /**
   * The same, of these.
   *
   * @param choice with a number of threads
   */
  synchronized Use use(EncoderChoice choice, SharedWork work) throws IOException {
    Wanted wanted = new Wanted(choice, work.encoder());
    Shared known = open.get(wanted);
    if (known == null) {
      known = new Shared(sound(choice.open(line -> {}), work));
      open.put(wanted, known);
    }
    known.users++;
    known.uses++;
    return use(wanted, known);
  }

  private Use use(Wanted wanted, Shared shared) {
    return new Use() {
      @Override
      public Encoder encoder() {
        return shared.encoder;
      }

      @Override
      public void close() {
        release(wanted, shared);
      }
    };
  }

  private synchronized void release(Wanted wanted, Shared shared) {
    shared.users--;
    long uses = shared.uses;
    if (shared.users == 0) {
      CompletableFuture.delayedExecutor(kept.toNanos(), TimeUnit.NANOSECONDS)
          .execute(() -> closeUnused(wanted, shared, uses));
    }
  }

  /** Unless somebody has used it since. */
  private synchronized void closeUnused(Wanted wanted, Shared shared, long uses) {
    if (shared.uses == uses) {
      open.remove(wanted);
      shared.encoder.close();
    }
  }

  private static Encoder sound(Encoder opened, SharedWork work) throws IOException {
    try {
      work.requireSame(opened.fingerprint());
      return opened;
    } catch (IOException other) {
      opened.close();
      throw other;
    }
  }

  private static int cores() {
    int machine = Runtime.getRuntime().availableProcessors();
    int cores = SparkEnv.get().conf().getInt("spark.executor.cores", machine);
    return Math.max(1, cores);
  }
}
