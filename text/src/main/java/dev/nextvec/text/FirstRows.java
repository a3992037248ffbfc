package dev.nextvec.text;

/**
 * The row in which each text was first met, by its key: a table of open addresses, 40 to 80 bytes a
 * text.
 */
final class FirstRows {
  private static final int SMALLEST = 1 << 10;

  private long[] high = new long[SMALLEST];
  private long[] low = new long[SMALLEST];

  /** The row and one; 0 where there is none. */
  private long[] rows = new long[SMALLEST];

  private int size;

  /** The first row of a text; this one, if it was never met before. */
  long of(long keyHigh, long keyLow, long row) {
    if (size > rows.length / 8 * 5) {
      grow();
    }
    int at = place(keyHigh, keyLow);
    if (rows[at] == 0) {
      high[at] = keyHigh;
      low[at] = keyLow;
      rows[at] = row + 1;
      size++;
    }
    return rows[at] - 1;
  }

  private int place(long keyHigh, long keyLow) {
    int mask = rows.length - 1;
    int at = (int) keyHigh & mask;
    while (rows[at] != 0 && (high[at] != keyHigh || low[at] != keyLow)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] old = rows;
    int length = Math.multiplyExact(old.length, 2);
    high = new long[length];
    low = new long[length];
    rows = new long[length];
    for (int i = 0; i < old.length; i++) {
      if (old[i] != 0) {
        int at = place(oldHigh[i], oldLow[i]);
        high[at] = oldHigh[i];
        low[at] = oldLow[i];
        rows[at] = old[i];
      }
    }
  }
}
