package dev.nextvec.internal.train;

import java.nio.DoubleBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;

/**
 * Workers that are processes, of one machine or of several: libtorch's Gloo sums over TCP. They
 * meet at a store that the first worker holds. The sums are the same bits for all.
 */
public final class GlooExchange implements GradientExchange, AutoCloseable {
  private static final int BUCKET = 1 << 20;
  private static final int HOP = 1 << 17;

  private final TCPStore store;
  private final ProcessGroupGloo group;
  private final int rank;
  private final int workers;
  private final RollCall rollCall;
  private final List<Begun> underWay = new ArrayList<>(); // of one thread after the other

  private GlooExchange(
      TCPStore store, String name, String host, int rank, int workers, Duration patience) {
    this.store = store;
    this.rank = rank;
    this.workers = workers;
    rollCall = new RollCall(store, rank, workers, name);
    group = group(store, host, rank, workers, patience);
    try {
      rollCall.learnNames();
    } catch (RuntimeException e) {
      group.close();
      throw e;
    }
  }

  /** Alone holds its connections, so that their thread ends with it. */
  private static ProcessGroupGloo group(
      TCPStore store, String host, int rank, int workers, Duration patience) {
    try (PointerScope scope = new PointerScope()) {
      ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(millis(patience));
      options.devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(host)));
      options.threads(1);
      ProcessGroupGloo group = new ProcessGroupGloo(store, rank, workers, options);
      group.retainReference();
      return group;
    }
  }

  private static Milliseconds millis(Duration patience) {
    return new Milliseconds(patience.toMillis());
  }

  /** Where workers meet: held by the first of them. */
  public static final class Meeting {
    private final TCPStore store;

    private Meeting(TCPStore store) {
      this.store = store;
    }

    /** The port that the others are told. */
    public int port() {
      return Short.toUnsignedInt(store.getPort());
    }
  }

  /**
   * Opens a place to meet, at a port that is free.
   *
   * @param host name or address of this machine, as the others reach it
   */
  public static Meeting open(String host, Duration patience) {
    return new Meeting(store(host, 0, true, patience));
  }

  /**
   * Takes part as the first worker; returns when all have come.
   *
   * @param name as messages of others call it
   * @param patience longest silence of another worker
   * @throws WorkersParted if some do not come in time
   */
  public static GlooExchange first(
      Meeting meeting, String name, String host, int workers, Duration patience) {
    return met(() -> new GlooExchange(meeting.store, name, host, 0, workers, patience));
  }

  /**
   * Takes part as another worker; returns when all have come.
   *
   * @param meetingHost where the first worker is
   * @param port its {@link Meeting#port}
   * @param name as messages of others call it
   * @param host name or address of this machine, as the others reach it
   * @throws WorkersParted if the first worker is not reached, or some do not come in time
   */
  public static GlooExchange join(
      String meetingHost,
      int port,
      String name,
      String host,
      int rank,
      int workers,
      Duration patience) {
    return met(
        () -> {
          TCPStore store = store(meetingHost, port, false, patience);
          try {
            return new GlooExchange(store, name, host, rank, workers, patience);
          } catch (RuntimeException e) {
            store.close();
            throw e;
          }
        });
  }

  private static TCPStore store(String host, int port, boolean server, Duration patience) {
    TCPStoreOptions options = new TCPStoreOptions();
    options.port((short) port).isServer(server).waitWorkers(false).timeout(millis(patience));
    return new TCPStore(host, options);
  }

  private static GlooExchange met(Supplier<GlooExchange> meeting) {
    try {
      return meeting.get();
    } catch (RuntimeException e) {
      throw new WorkersParted("the workers do not meet: " + firstLine(e), e);
    }
  }

  private static String firstLine(RuntimeException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return line.replaceFirst("^\\[[^]]*] ", ""); // without the place in Gloo's source
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int workers() {
    return workers;
  }

  /**
   * A sum goes around a ring, a worker's part of it at a time: parts of less than half a megabyte
   * would take longer to set out than to travel.
   */
  @Override
  public int bucket() {
    return Math.max(BUCKET, HOP * workers);
  }

  @Override
  public void sum(double[] figures) {
    try (PointerScope scope = new PointerScope()) {
      Tensor sums =
          torch.empty(
              new long[] {figures.length},
              new TensorOptions().dtype(new ScalarTypeOptional(torch.ScalarType.Double)),
              null);
      DoubleBuffer numbers = sums.createBuffer();
      numbers.put(0, figures);
      begin(sums).await();
      numbers.get(0, figures);
    }
  }

  /** Numbers of a device are copied to this machine's memory and, summed, back. */
  @Override
  public Sum begin(Tensor values) {
    try (PointerScope scope = new PointerScope()) {
      Tensor here = values.is_cpu() ? values : values.cpu();
      Work work = group.allreduce(new TensorVector(here));
      work.retainReference();
      here.retainReference();
      Begun begun = new Begun(work, here, values);
      underWay.add(begun);
      return () -> await(begun);
    } catch (RuntimeException e) {
      throw parted(e);
    }
  }

  /**
   * A sum that nobody has waited for yet.
   *
   * @param here the numbers, in this machine's memory
   * @param values where they came from
   */
  private record Begun(Work work, Tensor here, Tensor values) {
    void release() {
      work.releaseReference();
      here.releaseReference();
    }
  }

  private void await(Begun begun) {
    underWay.remove(begun);
    try {
      begun.work._wait();
      if (!begun.values.is_cpu()) {
        begun.values.copy_(begun.here);
      }
    } catch (RuntimeException e) {
      throw parted(e);
    } finally {
      begun.release();
    }
  }

  /** Where another worker is gone, those that nobody has waited for fail, too, and at once. */
  private void awaitRest() {
    for (Begun each : underWay) {
      try {
        each.work._wait();
      } catch (RuntimeException e) {
        // Whoever waited for an earlier one has said so.
      } finally {
        each.release();
      }
    }
    underWay.clear();
  }

  private WorkersParted parted(RuntimeException e) {
    return new WorkersParted(
        "%s ended, or does not answer: %s".formatted(rollCall.missing(), firstLine(e)), e);
  }

  @Override
  public void close() {
    awaitRest(); // one that outlived the group would be freed after what it stands on
    group.close();
    if (rollCall.isOver()) {
      store.close();
    } // else the thread that asks there holds it, and it goes with that
  }
}
