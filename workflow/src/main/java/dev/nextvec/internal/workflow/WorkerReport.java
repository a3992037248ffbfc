package dev.nextvec.internal.workflow;

import java.io.Serializable;
import java.util.List;

/** What a worker of a cluster found out about itself, or what is known of one that does not say. */
public sealed interface WorkerReport extends Serializable {

  /** Its name, as messages call it. */
  String worker();

  /** What keeps it from working, a sentence each. */
  List<String> faults();

  /**
   * One that answered.
   *
   * @param dataset whether it sees the dataset
   * @param encoder whether its encoder is the one that made the dataset
   */
  record Seen(
      String worker, Machine machine, Agreement dataset, Agreement encoder, List<String> faults)
      implements WorkerReport {
    public Seen {
      faults = List.copyOf(faults);
    }
  }

  /** One that says nothing of itself, and why. */
  record Unseen(String worker, String fault) implements WorkerReport {
    @Override
    public List<String> faults() {
      return List.of(fault);
    }
  }

  /** Whether a worker has what the driver has. */
  enum Agreement {
    SAME,
    DIFFERENT,
    NOT_CHECKED
  }

  /**
   * What a worker has.
   *
   * @param nextvec its version and commit
   * @param libtorch its name and version, or {@code none}
   * @param processor model
   * @param bfloat16 what it multiplies bfloat16 with, by the name of its flag, or {@code none}
   * @param heapBytes that its Java may use
   * @param memoryBytes that its machine has left; -1 where that is not known
   * @param dataDiskBytes left where the dataset lies; -1 where that is not known
   * @param homeDiskBytes left where native libraries are unpacked; -1 where that is not known
   */
  record Machine(
      String nextvec,
      String libtorch,
      String processor,
      String bfloat16,
      long heapBytes,
      long memoryBytes,
      long dataDiskBytes,
      long homeDiskBytes)
      implements Serializable {}
}
