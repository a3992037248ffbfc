package dev.nextvec.internal.eval;

import dev.nextvec.eval.WindowScores;
import dev.nextvec.internal.eval.NpyColumns.NamedColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Scores per window as one NPY file of named columns: {@code numpy.load(file)["cosine"]} in Python.
 * One little-endian record of 24 bytes per window: {@code window} and {@code document} int32,
 * {@code cosine}, {@code mean_removed_cosine}, {@code squared_error} and {@code
 * normalised_squared_error} float32.
 */
public final class ScoreFile {
  /** Its name inside a run directory. */
  public static final String NAME = "test-scores.npy";

  private static final NpyColumns COLUMNS =
      new NpyColumns(
          List.of(
              NamedColumn.integers("window"),
              NamedColumn.integers("document"),
              NamedColumn.floats("cosine"),
              NamedColumn.floats("mean_removed_cosine"),
              NamedColumn.floats("squared_error"),
              NamedColumn.floats("normalised_squared_error")),
          "test scores");

  private ScoreFile() {}

  /** Replaces {@code file} by the scores. */
  public static void write(Path file, WindowScores scores) throws IOException {
    COLUMNS.write(
        file,
        new int[][] {
          scores.windows(),
          scores.documents(),
          NpyColumns.bits(scores.cosine()),
          NpyColumns.bits(scores.meanRemovedCosine()),
          NpyColumns.bits(scores.squaredError()),
          NpyColumns.bits(scores.normalisedSquaredError())
        });
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file is missing, truncated or of another layout
   */
  public static WindowScores read(Path file) throws IOException {
    int[][] columns = COLUMNS.read(file);
    return new WindowScores(
        columns[0],
        columns[1],
        NpyColumns.floats(columns[2]),
        NpyColumns.floats(columns[3]),
        NpyColumns.floats(columns[4]),
        NpyColumns.floats(columns[5]));
  }
}
