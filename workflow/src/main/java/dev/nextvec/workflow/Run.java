package dev.nextvec.workflow;

import dev.nextvec.eval.Evaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.onnx.Precision;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.ExportTarget;
import dev.nextvec.internal.workflow.Exporting;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.RunLeaks;
import dev.nextvec.internal.workflow.RunTester;
import dev.nextvec.model.Model;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A trained network with everything that is known of its training. Any number of threads may share
 * one; two that test it at the same time do the same work twice.
 */
public final class Run implements AutoCloseable {
  private final RunDirectory directory;
  private final Optional<Path> room;

  private Run(RunDirectory directory, Optional<Path> room) {
    this.directory = directory;
    this.room = room;
  }

  /**
   * A run that was trained before.
   *
   * @throws IOException if there is none, or its description is damaged
   */
  public static Run open(Path path) throws IOException {
    RunDirectory directory = new RunDirectory(path);
    directory.info();
    return new Run(directory, Optional.empty());
  }

  static Run temporary(Path path, Path room) {
    return new Run(new RunDirectory(path), Optional.of(room));
  }

  /** Its directory. */
  public Path path() {
    return directory.path();
  }

  RunDirectory directory() {
    return directory;
  }

  /** Settings, provenance and history. */
  public RunInfo info() throws IOException {
    return directory.info();
  }

  /**
   * The quality of the best weights on the test windows of the run's own split: what was measured
   * before, or what is measured now and kept. The dataset must be where it was in training.
   *
   * @throws IllegalArgumentException if that is no longer the data of the training, or the test
   *     windows were not new to the run
   * @throws IOException if the run or its dataset is damaged or gone
   */
  public Evaluation evaluate() throws IOException {
    return evaluate(LeakPolicy.REFUSE);
  }

  /** The same with another policy for test windows that were not new to the run. */
  public Evaluation evaluate(LeakPolicy leaks) throws IOException {
    RunTester tests =
        new RunTester(
            Monitor.none(),
            new LazyEngine(Device.AUTO, 0),
            Optional.empty(),
            SpeedProbe.ofNetworks(SpeedSettings.DEFAULT.seconds()));
    new RunLeaks(Monitor.none(), leaks, tests).pass(directory);
    return tests.test(directory, false).test().evaluation();
  }

  /** Opens the best weights to predict with; to be closed by the caller. */
  public Model model() throws IOException {
    return Model.open(path());
  }

  /**
   * The same to predict in another precision.
   *
   * @throws IllegalStateException if this machine does not compute in it
   */
  public Model model(PredictionPrecision precision) throws IOException {
    return Model.open(path(), precision);
  }

  /**
   * Writes the best weights as a model package: a directory that {@link Model#open} opens without
   * libtorch, and any other ONNX runtime. Its card says what the network is worth beside every
   * baseline, so it is tested first where that was not done. The dataset must be where it was in
   * training.
   *
   * @param directory not there yet, or empty
   * @throws IllegalArgumentException if the test is not new to the network
   * @throws IOException if something else is there, or the package does not predict what the run
   *     does; then nothing is written
   */
  public void export(Path directory) throws IOException {
    new Exporting(
            Monitor.none(),
            new LazyEngine(Device.AUTO, 0),
            Optional.empty(),
            SpeedSettings.DEFAULT,
            LeakPolicy.REFUSE,
            Optional.empty())
        .network(
            this.directory,
            new ExportTarget(
                directory, ExportTarget.ExportFormat.PACKAGE, false, Precision.FLOAT32));
  }

  /** Removes a run that was trained without a directory; any other stays. */
  @Override
  public void close() throws IOException {
    if (room.isPresent()) {
      TemporaryRoom.remove(room.get());
    }
  }
}
