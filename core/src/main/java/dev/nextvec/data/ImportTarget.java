package dev.nextvec.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The dataset that an import writes: checks every row by its name in the source, scales, counts.
 */
final class ImportTarget implements AutoCloseable {

  /** Names a row as the user knows it, for messages. */
  @FunctionalInterface
  interface RowName {
    String of(int row);
  }

  private final DatasetWriter writer;
  private final ImportOptions options;
  private final int dimension;
  private long documentStart;
  private long longest;
  private long windows;

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
            .withOverwrite(options.overwrite());
    return new ImportTarget(DatasetWriter.create(target, written), options, dimension);
  }

  void begin(String id, String title, String group) {
    writer.begin(id, title, group);
    documentStart = writer.count();
  }

  /** Adds rows to the document begun; {@code values} may be changed. */
  void add(List<String> texts, float[] values, int offset, int rows, RowName name)
      throws IOException {
    for (int i = 0; i < rows; i++) {
      int at = offset + i * dimension;
      Optional<String> problem = RowChecks.problem(values, at, dimension);
      if (problem.isPresent()) {
        throw new IllegalArgumentException(name.of(i) + " " + problem.get());
      }
      if (options.normalise()) {
        normalise(values, at);
      }
    }
    writer.add(texts, values, offset, rows);
  }

  private void normalise(float[] values, int at) {
    double square = 0;
    for (int i = at; i < at + dimension; i++) {
      square += (double) values[i] * values[i];
    }
    double scale = 1 / Math.sqrt(square);
    for (int i = at; i < at + dimension; i++) {
      values[i] = (float) (values[i] * scale);
    }
  }

  void end() throws IOException {
    long count = writer.count() - documentStart;
    longest = Math.max(longest, count);
    windows += Math.max(0, count - options.contextLength());
    writer.end();
  }

  /** Refuses a dataset without a window, otherwise gives it its name. */
  ImportReport finish(List<String> warnings) throws IOException {
    if (windows == 0) {
      throw new IllegalArgumentException(
          WindowsCheck.tooShort(options.contextLength(), writer.documents(), longest));
    }
    return new ImportReport(writer.finish(), windows, warnings);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
