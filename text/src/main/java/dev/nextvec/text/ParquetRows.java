package dev.nextvec.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnProjection;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.OtherFields;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file, each a document: what a line of JSONL says, said in columns. A row
 * without a text is an empty document. A part of a file is the row groups that begin in it.
 */
final class ParquetRows implements DocumentSource {
  private static final Pattern NAMED = Pattern.compile("\\A\\[[^\\]]*] ");

  private final FilePart part;
  private final ParquetFileReader file;
  private final ParquetColumns columns;
  private final AtomicLong bytes;
  private final RowReader rows;
  private final long first;
  private final long count;
  private long passed;
  private @Nullable JsonLine current;

  private ParquetRows(
      FilePart part, ParquetFileReader file, ParquetColumns columns, AtomicLong bytes) {
    this.part = part;
    this.file = file;
    this.columns = columns;
    this.bytes = bytes;
    List<RowGroup> groups = file.getFileMetaData().rowGroups();
    first = rowsBefore(groups, part.from());
    count = rowsBefore(groups, part.isLast() ? Long.MAX_VALUE : part.to()) - first;
    ParquetFileReader.RowReaderBuilder builder =
        file.buildRowReader().projection(ColumnProjection.columns(columns.names()));
    rows = (first == 0 ? builder : builder.skip(first)).build();
  }

  /**
   * Opens a file, or a part of one.
   *
   * @throws IOException naming the file, if it is not Parquet or lacks a column
   */
  static ParquetRows open(FilePart part, Columns names, AtomicLong bytes) throws IOException {
    CorpusFile file = part.file();
    if (file.bytes() == 0) {
      throw new IOException(file.shown() + " is empty: a Parquet file has at least a footer");
    }
    ParquetFileReader reader;
    try {
      reader = ParquetFileReader.open(RangedFile.of(file.path()));
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s is not a whole Parquet file: %s".formatted(file.shown(), said(e)), e);
    }
    try {
      ParquetColumns columns = ParquetColumns.of(reader.getFileSchema(), names, file.shown());
      return new ParquetRows(part, reader, columns, bytes);
    } catch (IOException e) {
      reader.close();
      throw e;
    } catch (RuntimeException e) {
      reader.close();
      throw unreadable(file, e);
    }
  }

  /** Rows of the groups that begin before a place in the file. */
  private static long rowsBefore(List<RowGroup> groups, long place) {
    return groups.stream()
        .takeWhile(group -> begin(group) < place)
        .mapToLong(RowGroup::numRows)
        .sum();
  }

  private static long begin(RowGroup group) {
    return group.columns().stream()
        .mapToLong(column -> column.metaData().dataPageOffset())
        .min()
        .orElse(0);
  }

  /** What was wrong, without the name of the file, which is said already. */
  private static String said(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return NAMED.matcher(message).replaceFirst("");
  }

  private static IOException unreadable(CorpusFile file, RuntimeException e) {
    return new IOException("%s cannot be read: %s".formatted(file.shown(), said(e)), e);
  }

  @Override
  public boolean advance() throws IOException {
    current = null;
    if (passed == count) {
      return false;
    }
    try {
      if (!rows.hasNext()) {
        throw new IOException(
            "%s has fewer rows than its footer says: %d of %d"
                .formatted(part.file().shown(), first + passed, first + count));
      }
      rows.next();
      passed++;
      current = row();
    } catch (RuntimeException e) {
      throw unreadable(part.file(), e);
    }
    bytes.addAndGet(share(passed) - share(passed - 1));
    return true;
  }

  /** So many bytes of the part as some of its rows are; a product of both could be too large. */
  private long share(long rows) {
    long length = part.to() - part.from();
    return length / count * rows + length % count * rows / count;
  }

  /** A row as the line of JSONL that says the same. */
  private JsonLine row() throws IOException {
    String where = part.file().shown() + ":" + line();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    columns.put(rows, json, where);
    JsonLine line =
        JsonLine.of(new JsonValue(json, where, ""), where, part.file().id() + ":" + line());
    Map<String, String> leftOut = new HashMap<>(line.others().leftOut());
    leftOut.putAll(columns.leftOut());
    return new JsonLine(line.document(), new OtherFields(line.others().kept(), leftOut));
  }

  private JsonLine current() {
    if (current == null) {
      throw new IllegalStateException("there is no row at hand");
    }
    return current;
  }

  @Override
  public String id() {
    return current().document().id();
  }

  @Override
  public long line() {
    return first + passed;
  }

  @Override
  public SourceDocument read(Tallies tallies) {
    return current().counted(tallies);
  }

  @Override
  public void end(Tallies tallies) {}

  @Override
  public void close() throws IOException {
    rows.close();
    file.close();
  }
}
