package dev.nextvec.internal.engine;

import dev.nextvec.vector.VectorStore;
import java.io.Serializable;

/**
 * Something that is counted over the rows of a store. Any stretch of them may be counted on any
 * machine; what is counted on all of them is added. Where a stretch begins at a multiple of {@link
 * #ALIGNMENT} and is no shorter, the cosines of it have the very bits that they have in the whole.
 */
public interface RowCounting extends Serializable {
  /** A multiple of the rows in a block of every engine. */
  int ALIGNMENT = 1 << 14;

  /**
   * Counts over a stretch.
   *
   * @param stretch the rows
   * @param first the place of its first row among all
   * @return counts, as many whatever the stretch
   */
  int[] over(Engine engine, VectorStore stretch, long first);
}
