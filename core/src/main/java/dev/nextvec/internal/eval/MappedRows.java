package dev.nextvec.internal.eval;

import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.MappedStore;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.vector.VectorStore;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What rows pass through before they are compared. Their lengths, which cost a matrix product over
 * the whole store, are kept for the store that was asked for last; they do not travel to another
 * machine. For one thread.
 */
final class MappedRows implements Serializable {
  private static final long serialVersionUID = 1;

  private final CandidateMap map;
  private transient @Nullable MappedStore last;

  MappedRows(CandidateMap map) {
    this.map = map;
  }

  CandidateMap map() {
    return map;
  }

  MappedStore of(Engine engine, VectorStore store) {
    MappedStore mapped = last;
    if (mapped == null || mapped.store() != store) {
      mapped = MappedStore.of(engine, store, map);
      last = mapped;
    }
    return mapped;
  }
}
