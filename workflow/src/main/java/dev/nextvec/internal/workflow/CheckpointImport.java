package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.checkpoint.Checkpoint;
import dev.nextvec.internal.checkpoint.Hints;
import dev.nextvec.internal.checkpoint.NetworkKind;
import dev.nextvec.internal.checkpoint.Probe;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.file.StagedDirectory;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunFiles;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.Origin;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Makes a run of weights that were trained elsewhere. */
public final class CheckpointImport {
  private static final int FIRST = 0; // no epoch of ours

  private final Monitor monitor;
  private final Supplier<Engine> engine;

  public CheckpointImport(Monitor monitor, Supplier<Engine> engine) {
    this.monitor = monitor;
    this.engine = engine;
  }

  /**
   * What is imported.
   *
   * @param file the checkpoint
   * @param kind the network; may be left out with {@code like}
   * @param like the run whose weights were trained on elsewhere
   * @param hints what the caller knows of the network
   * @param place where in the file the weights are, needed where it has several
   * @param probe a file of inputs and what the network gave for them
   * @param data what it is tested on; empty for the data of {@code like}, or none
   */
  public record Order(
      Path file,
      Optional<NetworkKind> kind,
      Optional<RunDirectory> like,
      Hints hints,
      Optional<String> place,
      Optional<Path> probe,
      Optional<TestData> data) {}

  /** A dataset, and how it is divided. */
  public record TestData(Path dataset, SplitFractions fractions, long seed) {}

  /**
   * Makes the run, whole or not at all.
   *
   * @throws IllegalArgumentException if something is asked for that cannot be
   * @throws IOException if the file is damaged, holds more than data, or weights that do not fit
   */
  public RunInfo run(Order order, Path out, boolean overwrite) throws IOException {
    StagedDirectory.requireFree(out, overwrite, RunFiles.DIRECTORY);
    Optional<RunInfo> like = Optional.empty();
    if (order.like().isPresent()) {
      like = Optional.of(order.like().get().info());
    }
    Checkpoint checkpoint =
        Checkpoint.read(
            order.file(),
            new Checkpoint.Wanted(
                order.kind(),
                like.map(RunInfo::architecture),
                order.hints(),
                order.place(),
                order.probe()));
    requireSettled(order.file(), checkpoint);
    Origin origin =
        new Origin(
            String.valueOf(order.file().getFileName()),
            Sha256.ofFile(order.file()),
            checkpoint.place(),
            order.like().map(run -> run.path().toAbsolutePath().normalize().toString()),
            checkpoint.probe().isPresent());
    try (StagedDirectory staged = StagedDirectory.begin(out, overwrite, RunFiles.DIRECTORY)) {
      RunDirectory run = new RunDirectory(staged.path());
      write(run, order.file(), checkpoint);
      RunInfo info = writeData(run, order, like, checkpoint.model().architecture(), origin);
      run.write(new RunDirectory(out).name(), info);
      staged.commit();
      return info;
    }
  }

  private static void requireSettled(Path file, Checkpoint checkpoint) throws IOException {
    if (checkpoint.unsettled() && checkpoint.probe().isEmpty()) {
      throw new IOException(
          "%s is not imported: two networks called amn have these tensor names and shapes, and the weights do not say whose they are: name it with %s if its output is mean + residual with GELU, or give a probe with %s"
              .formatted(file, Setting.AMN_VARIANT.of("mixture"), Setting.PROBE));
    }
  }

  private void write(RunDirectory run, Path file, Checkpoint checkpoint) throws IOException {
    Optional<Probe> probe = checkpoint.probe();
    try (Predictor predictor = engine.get().open("imported", checkpoint.model())) {
      if (probe.isPresent() && !isReproduced(probe.get(), predictor)) {
        throw new IOException(
            "%s is not imported: the %s network of these weights does not give the outputs of the probe%s"
                .formatted(
                    file,
                    checkpoint.model().architecture().name(),
                    checkpoint.model().architecture().name().equals("amn")
                        ? ", so they are of another network of that name, or the probe is of other"
                            + " weights"
                        : ": it is of other weights, or of a network with other sizes"));
      }
      run.kept()
          .write(
              FIRST,
              checkpoint.model()::write,
              (weights, golden) -> GoldenProbe.record(predictor, weights, golden));
      run.kept().settle(FIRST);
    }
  }

  private static boolean isReproduced(Probe probe, Predictor predictor) throws IOException {
    try {
      return probe.isReproducedBy(predictor);
    } catch (IllegalArgumentException e) {
      throw new IOException("the weights are not imported: " + e.getMessage(), e);
    }
  }

  /**
   * What the run is tested on: the split of the data that is named, or that of the run it is of.
   */
  private RunInfo writeData(
      RunDirectory run,
      Order order,
      Optional<RunInfo> like,
      Architecture architecture,
      Origin origin)
      throws IOException {
    if (order.data().isPresent()) {
      return writeSplit(run, order.data().get(), architecture, origin);
    }
    if (like.isPresent() && !like.get().dataset().isEmpty()) {
      run.copySplit(order.like().orElseThrow());
      Provenance its = like.get().provenance();
      return RunInfo.imported(
          architecture,
          provenance(its.datasetSha256(), its.splitSha256(), its.splitSeed())
              .encodedBy(its.encoder()),
          like.get().dataset(),
          origin);
    }
    return RunInfo.imported(architecture, provenance("", "", 0), "", origin);
  }

  private RunInfo writeSplit(
      RunDirectory run, TestData data, Architecture architecture, Origin origin)
      throws IOException {
    try (Dataset dataset = Dataset.open(data.dataset().toAbsolutePath().normalize(), monitor)) {
      if (dataset.dimension() != architecture.dimension()) {
        throw new IllegalArgumentException(
            "the network takes vectors of dimension %d but those of `%s` have %d: name other data with %s"
                .formatted(
                    architecture.dimension(),
                    data.dataset(),
                    dataset.dimension(),
                    Setting.DATASET));
      }
      Split split =
          Split.of(
              dataset,
              architecture.contextLength(),
              data.fractions(),
              data.seed(),
              OptionalInt.empty());
      run.writeSplit(split);
      return RunInfo.imported(
          architecture,
          provenance(dataset.sha256(), split.sha256(), split.seed())
              .encodedBy(dataset.encoder().map(EncoderFingerprint::shown)),
          dataset.path().toString(),
          origin);
    }
  }

  private Provenance provenance(String dataset, String split, long splitSeed) {
    return new Provenance(dataset, split, splitSeed, 0, engine.get().environment());
  }
}
