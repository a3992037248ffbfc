package dev.nextvec.internal.engine;

/** Many rows of unit length, read a block at a time. */
public interface CandidateRows {

  /** Number of rows. */
  long count();

  /** Length of one row. */
  int dimension();

  /**
   * Reads rows {@code first .. first + count - 1}.
   *
   * @param into receives {@code [count, dimension]} from its beginning
   */
  void read(long first, int count, float[] into);
}
