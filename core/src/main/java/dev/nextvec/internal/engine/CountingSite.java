package dev.nextvec.internal.engine;

import dev.nextvec.progress.Monitor;
import dev.nextvec.vector.VectorStore;
import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Where rows are counted instead of in this process: on the machines of a cluster. Found by {@link
 * ServiceLoader}; counts are the same wherever they are made.
 */
public interface CountingSite {

  /** Counts, until it is closed. */
  interface Counts extends AutoCloseable {

    /**
     * Counts over all rows of a store.
     *
     * @param here the engine of this process, for stores that no other machine sees
     * @throws IOException if a machine cannot read the store
     * @throws dev.nextvec.progress.Stopped once that was asked for; no machine counts on for long
     */
    int[] count(Engine here, VectorStore store, RowCounting counting) throws IOException;

    @Override
    void close();
  }

  /**
   * Gets ready to count; asks for no machine before something is counted.
   *
   * @param monitor told how far each count is, and what becomes of the machines
   */
  Counts open(Monitor monitor);

  /** The one on the class path, if there is one. */
  static Optional<CountingSite> find() {
    return ServiceLoader.load(CountingSite.class, CountingSite.class.getClassLoader()).findFirst();
  }
}
