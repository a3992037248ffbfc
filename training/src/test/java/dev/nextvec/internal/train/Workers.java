package dev.nextvec.internal.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Workers of a training that are threads here; each has the whole of what a process has. */
final class Workers {
  private Workers() {}

  /** One of them. */
  static Trainer.Result train(Trainer.Task task, Sharing sharing, BooleanSupplier stop)
      throws IOException {
    Pace pace = Pace.everyEpoch(Tiny.RARELY);
    return Trainer.train(Tiny.engine(), sharing, task, pace, TrainingListener.none(), stop);
  }

  /**
   * All of them.
   *
   * @param stopOfLast what the last of them is told
   */
  static List<Trainer.Result> train(
      Trainer.Task task, int workers, int pieces, BooleanSupplier stopOfLast) throws Exception {
    ThreadExchange.Meeting meeting = new ThreadExchange.Meeting(workers);
    List<Trainer.Result> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Future<Trainer.Result>> running = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        BooleanSupplier stop = rank == workers - 1 ? stopOfLast : Tiny.NEVER;
        Sharing sharing =
            new Sharing(new ThreadExchange(Tiny.engine().torch(), meeting, rank), pieces);
        running.add(threads.submit(() -> train(task, sharing, stop)));
      }
      for (Future<Trainer.Result> each : running) {
        results.add(each.get());
      }
    }
    return results;
  }
}
