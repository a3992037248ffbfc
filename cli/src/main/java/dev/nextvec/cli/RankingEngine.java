package dev.nextvec.cli;

import dev.nextvec.internal.engine.CountingElsewhere;
import dev.nextvec.internal.engine.CountingSite;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.progress.Monitor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The engine of a command that ranks: it counts on a cluster where the program was submitted to
 * one, and does all else here.
 *
 * @param here of this process
 * @param counts of the cluster, if there is one
 */
record RankingEngine(LazyEngine here, Optional<CountingSite.Counts> counts)
    implements Supplier<Engine>, AutoCloseable {

  /**
   * Not started.
   *
   * @param monitor told how far a cluster is, and what becomes of its machines
   */
  static RankingEngine of(LazyEngine here, Monitor monitor) {
    return new RankingEngine(here, CountingSite.find().map(site -> site.open(monitor)));
  }

  @Override
  public Engine get() {
    Engine engine = here.get();
    return counts.isPresent() ? new CountingElsewhere(engine, counts.get()) : engine;
  }

  @Override
  public void close() {
    counts.ifPresent(CountingSite.Counts::close);
  }
}
