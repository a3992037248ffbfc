package dev.nextvec.spark;

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

  private final Map<EncoderChoice, Encoder> open = new HashMap<>();

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
    Encoder known = open.get(choice);
    if (known == null) {
      known = choice.withThreadsOrElse(cores()).open(line -> {});
      open.put(choice, known);
    }
    work.requireSame(known.fingerprint());
    return known;
  }

  private static int cores() {
    int machine = Runtime.getRuntime().availableProcessors();
    int cores = SparkEnv.get().conf().getInt("spark.executor.cores", machine);
    return Math.max(1, cores);
  }
}
