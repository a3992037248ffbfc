package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Dataset;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import dev.nextvec.run.EpochRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Trains the networks of a cross-validation under one bar that counts the arithmetic of all, so
 * that the time left is that of the whole.
 */
final class FoldTrainings {
  private static final Duration SAVE_EVERY = Duration.ofMinutes(1);

  private final Dataset dataset;
  private final Supplier<TorchEngine> engine;
  private final int jobs;
  private final Monitor monitor;
  private final AtomicLong done = new AtomicLong();

  /**
   * @param jobs how many train at the same time
   */
  FoldTrainings(Dataset dataset, Supplier<TorchEngine> engine, int jobs, Monitor monitor) {
    this.dataset = dataset;
    this.engine = engine;
    this.jobs = jobs;
    this.monitor = monitor;
  }

  /** Those that are not finished yet, the first fold's first. */
  List<FoldTask> open(List<FoldTask> tasks) throws IOException {
    List<FoldTask> open = new ArrayList<>();
    for (FoldTask task : tasks) {
      if (!task.training().isDone(dataset.sha256(), task.split().sha256())) {
        open.add(task);
      }
    }
    return open;
  }

  /**
   * Trains.
   *
   * @param open what is not finished yet
   * @throws Stopped if asked to; every state is saved
   */
  void run(List<FoldTask> open) throws Exception {
    long total = open.stream().mapToLong(FoldTask::work).sum();
    try (Monitor.Work bar = monitor.begin("train", "")) {
      bar.show(0, total);
      new TrainingPool(dataset, engine, SAVE_EVERY, jobs, monitor)
          .run(open.stream().map(task -> entry(task, bar, total)).toList());
    }
  }

  private TrainingPool.Entry entry(FoldTask task, Monitor.Work bar, long total) {
    Share share = new Share(task, bar, total);
    return new TrainingPool.Entry(
        task.training(),
        task.split(),
        share,
        result -> {
          share.reach(task.work());
          monitor.log(line(task, result.history()));
        });
  }

  private static String line(FoldTask task, List<EpochRecord> history) {
    EpochRecord best =
        history.stream().min(Comparator.comparingDouble(EpochRecord::error)).orElseThrow();
    return "fold %-2d %-12s val cosine %s (epoch %d of %d), %s"
        .formatted(
            task.fold(),
            task.training().name(),
            Figures.cosine(best.validationCosine()),
            best.epoch(),
            history.size(),
            Figures.duration(history.getLast().seconds()));
  }

  /** What one training adds to the bar. */
  private final class Share implements TrainingListener {
    private final FoldTask task;
    private final Monitor.Work bar;
    private final long total;
    private long reached;

    Share(FoldTask task, Monitor.Work bar, long total) {
      this.task = task;
      this.bar = bar;
      this.total = total;
    }

    @Override
    public void step(long windows, long all, int epoch, double loss) {
      reach(task.weight() * windows);
    }

    /** Called by the thread of this training only. */
    void reach(long work) {
      bar.show(done.addAndGet(work - reached), total); // a stop is for the trainer, which saves
      reached = work;
    }
  }
}
