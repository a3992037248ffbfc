package dev.nextvec.cli;

import java.util.Optional;

/** The bar of the work in hand; the next replaces it. */
final class OpenBar implements AutoCloseable {
  private Optional<Work> open = Optional.empty();

  Work next(Work work) {
    close();
    work.update(0, 0);
    open = Optional.of(work);
    return work;
  }

  @Override
  public void close() {
    open.ifPresent(Work::close);
    open = Optional.empty();
  }
}
