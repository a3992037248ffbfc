package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.torch.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What all runs of a sweep have in common: whoever trains one needs this and its {@link
 * TrainingTask}.
 *
 * @param dataset where it lies
 * @param datasetSha256 what it was when the sweep began
 * @param parts how it is divided
 * @param saveEvery longest time between two saved states
 * @param computing what a run computes with
 * @param tested whether a run is tested once it is trained
 */
public record Sweep(
    Path dataset,
    String datasetSha256,
    Parts parts,
    Duration saveEvery,
    Computing computing,
    boolean tested) {

  /**
   * What a run computes with.
   *
   * @param device where
   * @param threads of one tensor operation; 0 for what whoever trains has for it
   */
  public record Computing(Device device, int threads) {
    /** On the best device there is. */
    public static Computing anywhere(int threads) {
      return new Computing(Device.AUTO, threads);
    }

    /** The same, with a number of threads where none was asked for. */
    public Computing withThreadsOrElse(int otherwise) {
      return threads > 0 ? this : new Computing(device, otherwise);
    }

    /** An engine, started when it is first asked for. */
    public LazyEngine engine() {
      return new LazyEngine(device, threads);
    }
  }

  /**
   * How a dataset is divided.
   *
   * @param contextLength vectors in a context
   * @param fractions shares of the parts
   * @param seed of the shuffling
   * @param trainWindows how many training windows, if not all
   */
  public record Parts(
      int contextLength, SplitFractions fractions, long seed, OptionalInt trainWindows) {
    /** The split. */
    public Split of(Dataset data) {
      return Split.of(data, contextLength, fractions, seed, trainWindows);
    }
  }

  /**
   * Makes sure that a dataset is the one that the work began with.
   *
   * @param work what was begun, for messages
   * @throws IOException naming it, if it is another
   */
  static void requireSame(Dataset open, String sha256, String work) throws IOException {
    if (!open.sha256().equals(sha256)) {
      throw new IOException(
          "`%s` is not the dataset that the %s began with (sha256 %.12s, not %.12s): all machines must see the same files"
              .formatted(open.path(), work, open.sha256(), sha256));
    }
  }
}
