package dev.nextvec.data;

import dev.nextvec.internal.npy.NpyType;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.vector.RowChecks;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The dataset that an import writes: checks every row by its name in the source, scales, counts.
 */
final class ImportTarget implements AutoCloseable {

  /** Rows as the user knows them, for messages. */
  interface Origin {
    /** What a row is called. */
    String name(int row);

    /** A component of it as the source has it. */
    double number(int row, int component);
  }

  private final DatasetWriter writer;
  private final ImportOptions options;
  private final int dimension;
  private long documentStart;
  private long longest;
  private long windows;
  private long tooShort;

  private ImportTarget(DatasetWriter writer, ImportOptions options, int dimension) {
    this.writer = writer;
    this.options = options;
    this.dimension = dimension;
  }

  /**
   * Begins a dataset.
   *
   * @param source the array the dimension comes from, for messages
   * @param type element type of the source
   */
  static ImportTarget create(
      Path target,
      ImportOptions options,
      String source,
      int dimension,
      NpyType type,
      boolean boundariesKnown,
      Optional<EncoderFingerprint> encoder)
      throws IOException {
    if (options.dimension().isPresent() && options.dimension().getAsInt() != dimension) {
      throw new IllegalArgumentException(
          "%s has vectors of dimension %d but %d is required"
              .formatted(source, dimension, options.dimension().getAsInt()));
    }
    VectorType stored =
        options.type().orElse(type.bytes() == 2 ? VectorType.FLOAT16 : VectorType.FLOAT32);
    DatasetOptions written =
        DatasetOptions.of(dimension, stored)
            .withEncoder(encoder)
            .withDocumentBoundariesKnown(boundariesKnown)
            .withGroupCopies(options.groupCopies())
            .withOverwrite(options.overwrite());
    return new ImportTarget(DatasetWriter.create(target, written), options, dimension);
  }

  void begin(String id, String title, String group, Map<String, List<String>> fields) {
    writer.begin(id, title, group, fields);
    documentStart = writer.count();
  }

  /** Adds rows to the document begun; {@code values} may be changed. */
  void add(List<String> texts, float[] values, int offset, int rows, Origin origin)
      throws IOException {
    for (int i = 0; i < rows; i++) {
      int at = offset + i * dimension;
      Optional<String> problem = RowChecks.problem(values, at, dimension);
      if (problem.isPresent()) {
        String lost = lostPrecision(origin, i).orElse(problem.get());
        throw new IllegalArgumentException(origin.name(i) + " " + lost);
      }
      if (options.normalise()) {
        Rows.normalise(values, at, dimension);
      }
    }
    writer.add(texts, values, offset, rows);
  }

  /** What a row of float64 had that float32 cannot hold, if that is what is wrong with it. */
  private Optional<String> lostPrecision(Origin origin, int row) {
    for (int i = 0; i < dimension; i++) {
      double number = origin.number(row, i);
      boolean tooLarge = Double.isFinite(number) && !Float.isFinite((float) number);
      if (tooLarge || (number != 0 && (float) number == 0)) {
        return Optional.of(
            "has %s in component %d, which is too %s for float32: scale the vectors, or save them with length 1"
                .formatted(number, i, tooLarge ? "large" : "small"));
      }
    }
    return Optional.empty();
  }

  void end() throws IOException {
    long count = writer.count() - documentStart;
    longest = Math.max(longest, count);
    windows += Math.max(0, count - options.contextLength());
    tooShort += count <= options.contextLength() ? 1 : 0;
    writer.end();
  }

  private List<String> recorded() {
    List<String> recorded = new ArrayList<>();
    if (options.normalise()) {
      recorded.add(Setting.NORMALISE.key());
    }
    if (options.partial()) {
      recorded.add(Setting.PARTIAL.key());
    }
    if (options.groupCopies()) {
      recorded.add(Setting.GROUP_COPIES.key());
    }
    return recorded;
  }

  /**
   * Refuses a dataset without a window, otherwise gives it its name.
   *
   * @param before options that what it was made of was made with
   */
  ImportReport finish(List<String> warnings, ImportReport.LeftOut leftOut, List<String> before)
      throws IOException {
    if (windows == 0) {
      throw new IllegalArgumentException(
          WindowsCheck.tooShort(options.contextLength(), writer.documents(), longest));
    }
    Account account =
        leftOut.account(writer.documents(), writer.count(), warnings).of(before).of(recorded());
    return new ImportReport(
        writer.finish(account), windows, leftOut.withoutWindow(tooShort), warnings);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
