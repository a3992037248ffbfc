package dev.nextvec.data;

import java.util.Locale;

/** A step on the way from files to windows, in the order they are taken. */
public enum Step {
  /** Files and folders met; out come the files that are read. */
  FILES("files", "are read"),
  /** Documents in those files or in a table; out come those with text, or with vectors. */
  DOCUMENTS("documents", "are kept"),
  /** Letters in the text as it was read; out come those that are in a chunk. */
  LETTERS("letters", "are kept"),
  /** Rows of vectors made elsewhere; out come those that were taken over. */
  ROWS("rows", "are taken over"),
  /** Chunks encoded; out come those that the encoder read to their end. */
  CHUNKS("chunks", "are read to their end by the encoder"),
  /** Documents in the dataset; out come those that are long enough for a window. */
  LENGTHS("length", "documents are long enough for a window"),
  /** Windows in those documents; out come those in a part of the split. */
  WINDOWS("windows", "are in a part of the split");

  private final String label;
  private final String outcome;

  Step(String label, String outcome) {
    this.label = label;
    this.outcome = outcome;
  }

  /** What is counted, for people. */
  public String label() {
    return label;
  }

  /** What is said of those that come out. */
  public String outcome() {
    return outcome;
  }

  /** Its name in a file. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
