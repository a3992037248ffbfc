package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.run.Checkpoints;
import dev.nextvec.internal.run.PlaceTaken;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.train.GlooExchange;
import dev.nextvec.internal.train.SharedFailure;
import dev.nextvec.internal.train.Sharing;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.internal.train.Trainer;
import dev.nextvec.internal.train.TrainingDiverged;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One of the processes that train together: it has what it needs, and waits for the others. */
public final class TeamMember implements AutoCloseable {
  private final TeamTask task;
  private final TorchEngine engine;
  private final Dataset dataset;
  private final Optional<ScratchRun> scratch;

  private TeamMember(
      TeamTask task, TorchEngine engine, Dataset dataset, Optional<ScratchRun> scratch) {
    this.task = task;
    this.engine = engine;
    this.dataset = dataset;
    this.scratch = scratch;
  }

  /**
   * Gets the newest checkpoint where those are kept.
   *
   * @param engine as {@link TeamTask#engine} gave it
   * @param dataset open; closed with this, or when this fails
   * @param disk where the first process has room for a run; the others need none
   * @param monitor told of what is wrong and does not end it
   * @throws IOException if there is no checkpoint to be had, or no room for it
   */
  public static TeamMember ready(
      TeamTask task, LazyEngine engine, Dataset dataset, Optional<Path> disk, Monitor monitor)
      throws IOException {
    boolean ready = false;
    try {
      TeamMember member =
          new TeamMember(task, engine.trainer(), dataset, scratch(task, disk, monitor));
      ready = true;
      return member;
    } finally {
      if (!ready) {
        dataset.close();
      }
    }
  }

  private static Optional<ScratchRun> scratch(TeamTask task, Optional<Path> disk, Monitor monitor)
      throws IOException {
    if (!task.isKept() || disk.isEmpty()) {
      return Optional.empty();
    }
    String name = new RunDirectory(task.runPath()).name();
    return Optional.of(
        ScratchRun.make(disk.get(), name, Checkpoints.at(task.checkpoints()), monitor));
  }

  /**
   * Who meets where.
   *
   * @param name of this process, as messages name it
   * @param host of this process, as the others reach it
   * @param firstHost of the first process
   * @param port that the first process opened
   * @param patience longest silence of another process
   */
  public record Place(
      int rank,
      int workers,
      String name,
      String host,
      String firstHost,
      int port,
      Duration patience) {}

  /** Where the processes meet: opened by the first of them, for as long as they train. */
  public record Door(Optional<GlooExchange.Meeting> meeting) {

    /**
     * Opens it, in the first.
     *
     * @param host of this process, as the others reach it
     */
    public static Door open(boolean first, String host, Duration patience) {
      return new Door(first ? Optional.of(GlooExchange.open(host, patience)) : Optional.empty());
    }

    /** What the others must know; 0 but in the first. */
    public int port() {
      return meeting.map(GlooExchange.Meeting::port).orElse(0);
    }
  }

  /** Told of steps. */
  @FunctionalInterface
  public interface Steps {
    /**
     * A step is done.
     *
     * @param windows trained on since the start of training, resumed ones included
     * @param loss of the step
     */
    void done(long windows, double loss);
  }

  /**
   * Trains with the others, until done or stopped.
   *
   * @param door as this process has it
   * @param steps told of each, in the first process
   * @param stop of any process saves and ends
   * @return what all failed of, if they did
   * @throws dev.nextvec.internal.train.WorkersParted if another process is gone or hangs
   * @throws IllegalStateException if this process has not what the first has
   */
  public Optional<String> train(Place place, Door door, Steps steps, BooleanSupplier stop)
      throws IOException {
    try (GlooExchange exchange = exchange(place, door.meeting())) {
      Path run = scratch.map(ScratchRun::path).orElseGet(task::runPath);
      Trainer.train(
          engine,
          new Sharing(exchange, task.pieces()),
          task.on(dataset, run),
          task.saveEvery(),
          listener(place.rank() == 0, run, new Told(steps)),
          stop);
      return Optional.empty();
    } catch (SharedFailure | PlaceTaken failure) { // to begin again would not help
      return Optional.of(String.valueOf(failure.getMessage()));
    } catch (TrainingDiverged failure) {
      String words = String.valueOf(failure.getMessage());
      return Optional.of(scratch.map(kept -> kept.named(words)).orElse(words));
    }
  }

  private TrainingListener listener(boolean first, Path run, TrainingListener told) {
    if (!first) {
      return told;
    }
    TrainingListener events = new EventFiles(run, told);
    return scratch.map(kept -> kept.keeping(events)).orElse(events);
  }

  private static GlooExchange exchange(Place at, Optional<GlooExchange.Meeting> meeting) {
    return meeting.isPresent()
        ? GlooExchange.first(meeting.get(), at.name(), at.host(), at.workers(), at.patience())
        : GlooExchange.join(
            at.firstHost(),
            at.port(),
            at.name(),
            at.host(),
            at.rank(),
            at.workers(),
            at.patience());
  }

  private record Told(Steps steps) implements TrainingListener {
    @Override
    public void step(long done, long total, int epoch, double loss) {
      steps.done(done, loss);
    }
  }

  @Override
  public void close() throws IOException {
    dataset.close();
    if (scratch.isPresent()) {
      scratch.get().close();
    }
  }
}
