package dev.nextvec.internal.spark;

import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.TeamMember;
import dev.nextvec.internal.workflow.TeamTask;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;

/**
 * What each worker of a training does: gets ready, waits until all are, and trains with them.
 *
 * @param patience longest silence of another worker
 * @param counters told of steps
 */
record TeamWork(TeamTask task, Duration patience, StepCounters counters) implements Serializable {

  /** Nothing, or what all failed of, with the name of the worker. */
  Optional<String> run(BarrierTaskContext context) throws IOException {
    Monitor monitor = new ExecutorMonitor(context, this::warn);
    LazyEngine engine = task.engine(threads(workersHere(context)));
    Optional<String> lacks = told(context, missing(engine));
    if (lacks.isPresent()) { // as it will when all begin again
      return lacks;
    }
    try (OpeningDataset dataset = new OpeningDataset(task, monitor)) {
      dataset.awaitAll(context);
      Optional<Path> disk =
          context.partitionId() == 0
              ? Optional.of(Path.of(Utils.getLocalDir(SparkEnv.get().conf())))
              : Optional.empty();
      try (TeamMember member = TeamMember.ready(task, engine, dataset.take(), disk, monitor)) {
        return train(context, member);
      }
    }
  }

  /** Who shares this process, this one counted in. */
  private static int workersHere(BarrierTaskContext context) {
    String executor = SparkEnv.get().executorId();
    String[] all = context.allGather(executor);
    return (int) Arrays.stream(all).filter(executor::equals).count();
  }

  /** What this machine lacks to train, with the name of the worker; empty for nothing. */
  private static String missing(LazyEngine engine) {
    try {
      engine.trainer();
      return "";
    } catch (IllegalStateException missing) {
      return NumberedTask.worker() + ": " + WorkerFailure.words(missing);
    }
  }

  /** The first of what all workers tell each other that is not empty. */
  private static Optional<String> told(BarrierTaskContext context, String here) {
    return Arrays.stream(context.allGather(here)).filter(line -> !line.isEmpty()).findFirst();
  }

  private void warn(String line) {
    counters.warnings().add(NumberedTask.worker() + ": " + line);
  }

  private Optional<String> train(BarrierTaskContext context, TeamMember member) throws IOException {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    TeamMember.Door door = TeamMember.Door.open(context.partitionId() == 0, host, patience);
    String[] places = context.allGather(host + " " + door.port());
    String[] first = places[0].split(" ", -1);
    TeamMember.Place place =
        new TeamMember.Place(
            context.partitionId(),
            places.length,
            NumberedTask.worker(),
            host,
            first[0],
            Integer.parseInt(first[1]),
            patience);
    return member
        .train(place, door, counters.from(), context::isInterrupted)
        .map(failure -> NumberedTask.worker() + ": " + failure);
  }

  /** As many as the executor has cores, shared by the workers that run in it. */
  private int threads(int workersHere) {
    if (task.threads() > 0) {
      return task.threads();
    }
    int machine = Runtime.getRuntime().availableProcessors();
    int cores = SparkEnv.get().conf().getInt("spark.executor.cores", machine);
    return Math.max(1, cores / workersHere);
  }
}
