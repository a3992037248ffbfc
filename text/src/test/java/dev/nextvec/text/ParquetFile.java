package dev.nextvec.text;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/** Writes Parquet files: one plain page for each column and row group (format version 1). */
public final class ParquetFile {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** How pages are packed, by the number that the format has for it. */
  public enum Codec {
    UNCOMPRESSED(0),
    SNAPPY(1),
    GZIP(2),
    ZSTD(6);

    private final int number;

    Codec(int number) {
      this.number = number;
    }

    byte[] pack(byte[] plain) throws IOException {
      return switch (this) {
        case UNCOMPRESSED -> plain;
        case SNAPPY -> Snappy.compress(plain);
        case GZIP -> Corpora.gzip(plain);
        case ZSTD -> Zstd.compress(plain);
      };
    }
  }

  /** A type of values, by the number that the format has for it. */
  public enum Values {
    BOOLEAN(0),
    INT32(1),
    INT64(2),
    DOUBLE(5),
    BYTES(6),
    TEXT(6);

    private final int number;

    Values(int number) {
      this.number = number;
    }
  }

  /** Values of a column, of which any may be null; a name such as {@code meta.lang} is nested. */
  public record Column(String name, Values type, List<Object> values) {
    public static Column of(String name, Values type, @Nullable Object... values) {
      return new Column(name, type, Arrays.asList(values));
    }

    String[] path() {
      return name.split("\\.");
    }
  }

  private final Codec codec;
  private final Thrift groups = new Thrift();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ParquetFile(Codec codec) {
    this.codec = codec;
  }

  /** A file with so many rows in each group. */
  public static Path write(Path file, Codec codec, int rowsPerGroup, Column... columns)
      throws IOException {
    return Files.write(file, new ParquetFile(codec).bytes(rowsPerGroup, List.of(columns)));
  }

  private byte[] bytes(int rowsPerGroup, List<Column> columns) throws IOException {
    int rows = columns.getFirst().values().size();
    out.writeBytes(MAGIC);
    int count = 0;
    for (int row = 0; row < rows; row += rowsPerGroup, count++) {
      group(columns, row, Math.min(rows, row + rowsPerGroup));
    }
    Thrift footer = new Thrift().integer(1, 1);
    Thrift schema = new Thrift();
    schema.text(4, "schema").integer(5, columns.size()).end();
    int elements = 1;
    for (Column column : columns) {
      elements += element(schema, column);
    }
    footer.list(2, 12, elements, schema).number(3, rows).list(4, 12, count, groups);
    byte[] ended = footer.text(6, "test").end().bytes();
    out.writeBytes(ended);
    out.writeBytes(little(4).putInt(ended.length).array());
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }

  private static int element(Thrift schema, Column column) {
    String[] path = column.path();
    for (int i = 0; i < path.length - 1; i++) {
      schema.integer(3, 1).text(4, path[i]).integer(5, 1).end();
    }
    schema.integer(1, column.type().number).integer(3, 1).text(4, path[path.length - 1]);
    if (column.type() == Values.TEXT) {
      schema.integer(6, 0);
    }
    schema.end();
    return path.length;
  }

  private void group(List<Column> columns, int from, int to) throws IOException {
    Thrift chunks = new Thrift();
    long size = 0;
    for (Column column : columns) {
      byte[] plain = page(column, column.values().subList(from, to));
      byte[] packed = codec.pack(plain);
      Thrift page =
          new Thrift()
              .integer(1, 0)
              .integer(2, plain.length)
              .integer(3, packed.length)
              .struct(
                  5, new Thrift().integer(1, to - from).integer(2, 0).integer(3, 3).integer(4, 3));
      byte[] header = page.end().bytes();
      chunks
          .number(2, out.size())
          .struct(3, chunk(column, to - from, header.length, plain, packed));
      chunks.end();
      out.writeBytes(header);
      out.writeBytes(packed);
      size += header.length + plain.length;
    }
    groups.list(1, 12, columns.size(), chunks).number(2, size).number(3, to - from).end();
  }

  private Thrift chunk(Column column, int rows, int header, byte[] plain, byte[] packed) {
    Thrift names = new Thrift();
    for (String name : column.path()) {
      names.raw(name);
    }
    return new Thrift()
        .integer(1, column.type().number)
        .list(2, 5, 1, new Thrift().raw(0))
        .list(3, 8, column.path().length, names)
        .integer(4, codec.number)
        .number(5, rows)
        .number(6, header + plain.length)
        .number(7, header + packed.length)
        .number(9, out.size());
  }

  /** Definition levels, a run for each value, and the values that are there. */
  private static byte[] page(Column column, List<Object> values) {
    ByteArrayOutputStream levels = new ByteArrayOutputStream();
    ByteArrayOutputStream there = new ByteArrayOutputStream();
    for (Object value : values) {
      levels.write(1 << 1);
      levels.write(value == null ? 0 : column.path().length);
    }
    List<Object> present = values.stream().filter(Objects::nonNull).toList();
    switch (column.type()) {
      case TEXT, BYTES -> present.forEach(value -> there.writeBytes(counted(value)));
      case INT32 -> present.forEach(v -> there.writeBytes(little(4).putInt((Integer) v).array()));
      case INT64 -> present.forEach(v -> there.writeBytes(little(8).putLong((Long) v).array()));
      case DOUBLE ->
          present.forEach(v -> there.writeBytes(little(8).putDouble((Double) v).array()));
      case BOOLEAN -> there.writeBytes(bits(present));
    }
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    page.writeBytes(little(4).putInt(levels.size()).array());
    page.writeBytes(levels.toByteArray());
    page.writeBytes(there.toByteArray());
    return page.toByteArray();
  }

  private static byte[] counted(Object value) {
    byte[] bytes =
        value instanceof byte[] raw ? raw : value.toString().getBytes(StandardCharsets.UTF_8);
    return little(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }

  private static byte[] bits(List<Object> values) {
    byte[] bits = new byte[(values.size() + 7) / 8];
    for (int i = 0; i < values.size(); i++) {
      bits[i / 8] |= (byte) ((Boolean) values.get(i) ? 1 << (i % 8) : 0);
    }
    return bits;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Structures of Thrift's compact protocol, one behind the other. */
  private static final class Thrift {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int last;

    private Thrift field(int id, int type) {
      out.write((id - last) << 4 | type);
      last = id;
      return this;
    }

    Thrift integer(int id, int value) {
      return field(id, 5).varint((value << 1) ^ (value >> 31));
    }

    Thrift number(int id, long value) {
      return field(id, 6).varint((value << 1) ^ (value >> 63));
    }

    Thrift text(int id, String value) {
      return field(id, 8).raw(value);
    }

    Thrift struct(int id, Thrift value) {
      field(id, 12);
      out.writeBytes(value.end().bytes());
      return this;
    }

    Thrift list(int id, int type, int size, Thrift items) {
      field(id, 9);
      out.write(Math.min(size, 15) << 4 | type);
      if (size >= 15) {
        varint(size);
      }
      out.writeBytes(items.bytes());
      return this;
    }

    Thrift raw(String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      varint(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    Thrift raw(int value) {
      return varint((value << 1) ^ (value >> 31));
    }

    Thrift end() {
      out.write(0);
      last = 0;
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private Thrift varint(long value) {
      for (; (value & ~0x7fL) != 0; value >>>= 7) {
        out.write((int) ((value & 0x7f) | 0x80));
      }
      out.write((int) value);
      return this;
    }
  }
}
