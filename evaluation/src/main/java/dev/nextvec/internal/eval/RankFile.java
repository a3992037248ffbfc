package dev.nextvec.internal.eval;

import dev.nextvec.eval.Pool;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.internal.eval.NpyColumns.NamedColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ranks per window as one NPY file of named int32 columns, rows in the order of {@link ScoreFile}:
 * {@code document_above}, {@code document_ties}, {@code document_identical}, {@code
 * document_candidates}, and the same for {@code test} and {@code corpus}. The rank of a target is 1
 * + above + ties / 2.
 */
public final class RankFile {
  /** Its name inside a run directory. */
  public static final String NAME = "test-ranks.npy";

  private static final NpyColumns COLUMNS = new NpyColumns(columns(), "ranks");

  private RankFile() {}

  private static List<NamedColumn> columns() {
    List<NamedColumn> columns = new ArrayList<>();
    for (String pool : List.of("document", "test", "corpus")) {
      for (String column : List.of("above", "ties", "identical", "candidates")) {
        columns.add(NamedColumn.integers(pool + "_" + column));
      }
    }
    return columns;
  }

  /** Replaces {@code file} by the ranks. */
  public static void write(Path file, RetrievalRanks retrieval) throws IOException {
    int[][] values = new int[12][];
    for (Pool pool : Pool.values()) {
      Ranks ranks = retrieval.in(pool);
      int at = 4 * pool.ordinal();
      values[at] = ranks.above();
      values[at + 1] = ranks.ties();
      values[at + 2] = ranks.identical();
      values[at + 3] = ranks.candidates();
    }
    COLUMNS.write(file, values);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file is missing, truncated, of another layout or impossible
   */
  public static RetrievalRanks read(Path file) throws IOException {
    int[][] values = COLUMNS.read(file);
    try {
      return new RetrievalRanks(ranks(values, 0), ranks(values, 4), ranks(values, 8));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage() + "; evaluate the run again", e);
    }
  }

  private static Ranks ranks(int[][] values, int at) {
    return new Ranks(values[at], values[at + 1], values[at + 2], values[at + 3]);
  }
}
