package dev.nextvec.internal.eval;

import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.MappedStore;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.vector.VectorStore;
import java.io.Serializable;
import java.util.UUID;

/**
 * What the rows of one store pass through before they are compared. Their lengths, which cost a
 * matrix product over all of them, are measured once in each process, for each stretch that is
 * counted there: they do not travel, but what travels is known again where it arrives.
 */
final class MappedRows implements Serializable {
  private static final long serialVersionUID = 1;

  private final CandidateMap map;
  private final String name = UUID.randomUUID().toString();

  MappedRows(CandidateMap map) {
    this.map = map;
  }

  CandidateMap map() {
    return map;
  }

  /**
   * A stretch of the store, with its lengths.
   *
   * @param first the place of its first row among all
   */
  MappedStore of(Engine engine, VectorStore stretch, long first) {
    float[] lengths =
        MeasuredLengths.HERE.of(
            new MeasuredLengths.Stretch(name, first, stretch.rows()),
            () -> MappedStore.of(engine, stretch, map).lengths());
    return new MappedStore(stretch, map, lengths);
  }
}
