package dev.nextvec.internal.workflow;

import dev.nextvec.progress.Monitor;
import java.util.Optional;

/** The bar of the work in hand; the next replaces it. */
final class OpenBar implements AutoCloseable {
  private Optional<Monitor.Work> open = Optional.empty();

  Monitor.Work next(Monitor.Work work) {
    close();
    work.update(0, 0);
    open = Optional.of(work);
    return work;
  }

  @Override
  public void close() {
    open.ifPresent(Monitor.Work::close);
    open = Optional.empty();
  }
}
