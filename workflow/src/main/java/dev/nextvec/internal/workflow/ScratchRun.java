package dev.nextvec.internal.workflow;

import dev.nextvec.internal.run.CheckpointWriter;
import dev.nextvec.internal.run.Checkpoints;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.EpochRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run directory on the disk of whatever machine trains: made of the newest checkpoint, kept as
 * another whenever it is saved, and removed in the end.
 */
final class ScratchRun implements AutoCloseable {
  private final Path folder;
  private final RunDirectory run;
  private final Checkpoints checkpoints;
  private final CheckpointWriter writer;

  private ScratchRun(
      Path folder, RunDirectory run, Checkpoints checkpoints, CheckpointWriter writer) {
    this.folder = folder;
    this.run = run;
    this.checkpoints = checkpoints;
    this.writer = writer;
  }

  /**
   * Makes one.
   *
   * @param disk where there is room
   * @param name of the run
   * @param monitor told of checkpoints that are damaged
   */
  static ScratchRun make(Path disk, String name, Checkpoints checkpoints, Monitor monitor)
      throws IOException {
    Path folder = Files.createTempDirectory(Files.createDirectories(disk), "nextvec-run-");
    RunDirectory run = new RunDirectory(folder.resolve(name));
    try {
      CheckpointWriter writer = CheckpointWriter.begin(checkpoints);
      checkpoints.restore(run, line -> monitor.log("warning: " + line));
      return new ScratchRun(folder, run, checkpoints, writer);
    } catch (IOException | RuntimeException e) {
      remove(folder);
      throw e;
    }
  }

  Path path() {
    return run.path();
  }

  /** Words on the last saved state, which name where it is when this is gone. */
  String named(String words) {
    return words.replace(run.state().toString(), checkpoints.place().toString());
  }

  /**
   * Keeps what is saved.
   *
   * @param next told everything first
   */
  TrainingListener keeping(TrainingListener next) {
    return new TrainingListener() {
      @Override
      public void step(long done, long total, int epoch, double loss) {
        next.step(done, total, epoch, loss);
      }

      @Override
      public void epochs(Optional<EpochRecord> untrained, List<EpochRecord> history)
          throws IOException {
        next.epochs(untrained, history);
      }

      @Override
      public void saved() throws IOException {
        next.saved();
        writer.keep(run);
      }

      @Override
      public void note(String sentence) {
        next.note(sentence);
      }
    };
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (CheckpointWriter ended = writer) {
      remove(folder);
    }
  }
}
