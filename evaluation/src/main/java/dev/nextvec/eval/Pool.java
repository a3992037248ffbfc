package dev.nextvec.eval;

/** The chunks among which the true next one is looked for. The context's own chunks never count. */
public enum Pool {
  /** The chunks of the window's own document. */
  DOCUMENT("same document"),
  /** Every chunk that some test window touches: those of the test documents. */
  TEST("test split"),
  /** Every chunk of the dataset. */
  CORPUS("whole corpus");

  private final String label;

  Pool(String label) {
    this.label = label;
  }

  /** What tables call it. */
  public String label() {
    return label;
  }
}
