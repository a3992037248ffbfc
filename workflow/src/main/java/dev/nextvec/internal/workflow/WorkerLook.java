package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderCheck;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.engine.EngineMissing;
import dev.nextvec.internal.engine.Engines;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.WorkerReport.Agreement;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Environment;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What each worker of a cluster is to look at: whether it has what the driver has, and can work.
 *
 * @param dataset its path, the same on every machine, or its address
 * @param sha256 what it is, as the driver sees it
 * @param bytes that each worker reads: the vectors; or all files of a dataset that it copies first,
 *     and then again to check them
 * @param encoder what made it, as JSON; empty if that is unknown
 * @param device what a worker computes on
 */
public record WorkerLook(String dataset, String sha256, long bytes, String encoder, Device device)
    implements Serializable {
  private static final long LEAST = 256L << 20;
  private static final int UNPACKED = 3; // times the size of packed texts

  /**
   * For a dataset that the driver has open.
   *
   * @throws IOException if the driver cannot look at its copy
   */
  public static WorkerLook of(Dataset open, Device device) throws IOException {
    return new WorkerLook(
        open.path().toAbsolutePath().normalize().toString(),
        open.sha256(),
        bytes(open),
        open.encoder().map(made -> made.toJson().toString()).orElse(""),
        device);
  }

  private static long bytes(Dataset open) throws IOException {
    if (Addresses.isHere(open.path())) {
      return open.count() * open.dimension() * open.vectors().type().bytes();
    }
    long bytes = 0;
    try (Stream<Path> copied = Files.list(open.vectors().files().getFirst().resolveSibling(""))) {
      for (Path file : copied.toList()) {
        bytes += Files.size(file) * (file.toString().endsWith(".gz") ? 1 + UNPACKED : 2);
      }
    }
    return bytes;
  }

  /**
   * Looks, on the worker.
   *
   * @param worker its name
   * @param check its encoder
   * @param monitor told what is copied
   */
  public WorkerReport here(String worker, EncoderCheck check, Monitor monitor) {
    List<String> faults = new ArrayList<>();
    String libtorch = libtorch(faults);
    Data data = data(monitor);
    WorkerReport.Machine machine = machine(libtorch, data.disk());
    requireRoom(machine, faults);
    data.fault().ifPresent(faults::add);
    return new WorkerReport.Seen(worker, machine, data.agreement(), encoder(check, faults), faults);
  }

  /**
   * What was found of the dataset.
   *
   * @param disk a path on the disk where it is read
   */
  private record Data(Agreement agreement, Path disk, Optional<String> fault) {}

  private String libtorch(List<String> faults) {
    try {
      return new LazyEngine(device, 1).trainer().environment().libtorch();
    } catch (EngineMissing missing) {
      faults.add(String.valueOf(missing.getMessage()));
    } catch (IllegalStateException | LinkageError e) {
      faults.add("libtorch does not start: " + firstLine(e));
    }
    return "none";
  }

  private static WorkerReport.Machine machine(String libtorch, Path data) {
    Environment here = Environment.withoutEngine();
    return new WorkerReport.Machine(
        "%s (commit %s)".formatted(here.nextvec(), here.commit()),
        libtorch,
        here.processor(),
        Engines.bfloat16().orElse("none"),
        Runtime.getRuntime().maxMemory(),
        FreeMemory.bytes(),
        room(data),
        room(home()));
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home", "/"));
  }

  /** Bytes left where a path lies, or would; -1 where nobody says. */
  private static long room(Path path) {
    for (Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
      try {
        return Files.getFileStore(at).getUsableSpace();
      } catch (IOException e) {
        // not there: then what would hold it
      }
    }
    return -1;
  }

  private void requireRoom(WorkerReport.Machine machine, List<String> faults) {
    require("memory is left on its machine", machine.memoryBytes(), faults);
    String disk =
        Addresses.isAddress(dataset) ? "is left where copies lie of " : "is left on the disk of ";
    require(disk + dataset, machine.dataDiskBytes(), faults);
    require("is left on the disk of its home directory", machine.homeDiskBytes(), faults);
  }

  private static void require(String what, long bytes, List<String> faults) {
    if (bytes >= 0 && bytes < LEAST) {
      faults.add(
          String.format(
              Locale.ROOT, "only %d MB %s, and %d are needed", bytes >> 20, what, LEAST >> 20));
    }
  }

  private Data data(Monitor monitor) {
    try (Dataset open = Dataset.open(Addresses.path(dataset), monitor)) {
      Path disk = open.vectors().files().getFirst();
      return open.sha256().equals(sha256)
          ? new Data(Agreement.SAME, disk, Optional.empty())
          : new Data(
              Agreement.DIFFERENT,
              disk,
              Optional.of(
                  "`%s` is not the dataset that the driver sees (sha256 %.12s, not %.12s): all machines must see the same files"
                      .formatted(dataset, open.sha256(), sha256)));
    } catch (IOException | RuntimeException | InternalError e) {
      Path disk = Addresses.isAddress(dataset) ? home() : Path.of(dataset);
      return new Data(
          Agreement.DIFFERENT, disk, Optional.of("it cannot use the dataset: " + firstLine(e)));
    }
  }

  private Agreement encoder(EncoderCheck check, List<String> faults) {
    if (encoder.isEmpty()) {
      return Agreement.NOT_CHECKED;
    }
    try {
      EncoderCheck.Reply reply =
          check.check(
              EncoderFingerprint.fromJson(
                  JsonValue.parse(encoder, "an encoder").node(), "an encoder"));
      return switch (reply.state()) {
        case SAME -> Agreement.SAME;
        case NOT_CHECKED -> Agreement.NOT_CHECKED;
        case DIFFERENT -> {
          faults.add("its encoder is not the one that made the dataset: " + reply.words());
          yield Agreement.DIFFERENT;
        }
      };
    } catch (IOException e) {
      throw new IllegalStateException("an encoder is not described as it was", e);
    }
  }

  private static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage()).strip();
    return message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
