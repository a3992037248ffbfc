package dev.nextvec.internal.engine;

import dev.nextvec.vector.VectorStore;
import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;

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
     */
    int[] count(Engine here, VectorStore store, RowCounting counting) throws IOException;

    @Override
    void close();
  }

  /**
   * Gets ready to count; asks for no machine before something is counted.
   *
   * @param told what becomes of the machines, in sentences
   */
  Counts open(Consumer<String> told);

  /** The one on the class path, if there is one. */
  static Optional<CountingSite> find() {
    return ServiceLoader.load(CountingSite.class, CountingSite.class.getClassLoader()).findFirst();
  }
}
