package dev.nextvec.internal.eval;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The lengths of mapped rows that were measured in this process last, in a sixteenth of its heap,
 * and at least those of one stretch. Safe for several threads; what two measure at once is measured
 * twice.
 */
final class MeasuredLengths {
  static final MeasuredLengths HERE =
      new MeasuredLengths(Runtime.getRuntime().maxMemory() / (16 * Float.BYTES));

  private final long most;
  private final Map<Stretch, float[]> known = new LinkedHashMap<>(16, .75f, true);
  private long rows;

  /**
   * @param most rows whose lengths are kept
   */
  MeasuredLengths(long most) {
    this.most = most;
  }

  /**
   * Which rows.
   *
   * @param name of the map and the store, in all processes
   * @param first row
   * @param count how many
   */
  record Stretch(String name, long first, long count) {}

  /** The lengths of a stretch, measured if they are not known. */
  float[] of(Stretch stretch, Supplier<float[]> measuring) {
    synchronized (known) {
      float[] lengths = known.get(stretch);
      if (lengths != null) {
        return lengths;
      }
    }
    float[] measured = measuring.get();
    synchronized (known) {
      if (known.put(stretch, measured) == null) {
        rows += stretch.count();
      }
      forget();
    }
    return measured;
  }

  private void forget() {
    var eldest = known.entrySet().iterator();
    while (rows > most && known.size() > 1) {
      rows -= eldest.next().getKey().count();
      eldest.remove();
    }
  }
}
