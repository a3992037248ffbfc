package dev.nextvec.internal.spark;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.SharedWork;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkEnv;

/**
 * The encoders of this executor: each is loaded once, whatever tasks run beside each other, with a
 * thread for each of the executor's cores; the tasks share them.
 */
final class ExecutorEncoders {
  private static final ExecutorEncoders HERE = new ExecutorEncoders();

  private final Map<Wanted, Encoder> open = new HashMap<>();

  /** The files behind a choice may change while the executor lives. */
  private record Wanted(EncoderChoice choice, EncoderFingerprint fingerprint) {}

  private ExecutorEncoders() {}

  /**
   * An encoder, open as long as the executor lives.
   *
   * @throws IOException if it cannot be loaded here, or is not the one the work was begun with
   */
  static Encoder get(EncoderChoice choice, SharedWork work) throws IOException {
    return HERE.loaded(choice, work);
  }

  private synchronized Encoder loaded(EncoderChoice choice, SharedWork work) throws IOException {
    Wanted wanted = new Wanted(choice, work.encoder());
    Encoder known = open.get(wanted);
    if (known == null) {
      known = sound(choice.withThreadsOrElse(cores()).open(line -> {}), work);
      open.put(wanted, known);
    }
    return known;
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
