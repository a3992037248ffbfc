package dev.nextvec.spark;

import dev.nextvec.internal.workflow.TeamMember;
import dev.nextvec.internal.workflow.TeamTask;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * What each worker of a training does: gets ready, waits until all are, and trains with them. It
 * answers with nothing, or with what all failed of.
 */
final class TeamPart extends AbstractFunction1<Iterator<Integer>, Iterator<String>>
    implements Serializable {
  private static final long serialVersionUID = 1;

  private final TeamTask task;
  private final Duration patience;
  private final StepCounters counters;

  /**
   * @param patience longest silence of another worker
   * @param counters told of steps
   */
  TeamPart(TeamTask task, Duration patience, StepCounters counters) {
    this.task = task;
    this.patience = patience;
    this.counters = counters;
  }

  @Override
  public Iterator<String> apply(Iterator<Integer> rank) {
    BarrierTaskContext context = BarrierTaskContext.get();
    List<String> answers = new ArrayList<>();
    try {
      String executor = SparkEnv.get().executorId();
      List<String> together = List.of(context.allGather(executor));
      int here = (int) together.stream().filter(executor::equals).count();
      try (TeamMember member = TeamMember.ready(task, threads(here))) {
        train(context, member, answers);
      }
      return CollectionConverters.asScala(answers.iterator());
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new WorkerFailure(NumberedTask.worker(), e);
    }
  }

  private void train(BarrierTaskContext context, TeamMember member, List<String> answers)
      throws IOException {
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
    member
        .train(place, door, counters.from(), context::isInterrupted)
        .ifPresent(failure -> answers.add(NumberedTask.worker() + ": " + failure));
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
