package dev.nextvec.internal.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** The work of one worker of a training, as it travels. It answers with what the work does. */
final class TeamPart extends AbstractFunction1<Iterator<Integer>, Iterator<String>>
    implements Serializable {
  private static final long serialVersionUID = 1;

  private final Versioned<TeamWork> work;

  TeamPart(TeamWork work) {
    this.work = Versioned.of(work);
  }

  @Override
  public Iterator<String> apply(Iterator<Integer> rank) {
    BarrierTaskContext context = BarrierTaskContext.get();
    try {
      List<String> answers = work.read().run(context).stream().toList();
      return CollectionConverters.asScala(answers.iterator());
    } catch (IOException | RuntimeException | LinkageError | InternalError e) {
      throw new WorkerFailure(NumberedTask.worker(), e);
    }
  }
}
