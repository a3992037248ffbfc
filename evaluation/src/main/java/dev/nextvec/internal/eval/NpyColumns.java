package dev.nextvec.internal.eval;

import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.npy.NpyHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Named columns of 32-bit numbers as one little-endian NPY file: {@code numpy.load(file)["name"]}
 * in Python.
 *
 * @param columns names and types, {@code <i4} or {@code <f4}
 * @param content what a reader calls the file's content
 */
record NpyColumns(List<NamedColumn> columns, String content) {
  record NamedColumn(String name, String type) {
    static NamedColumn integers(String name) {
      return new NamedColumn(name, "<i4");
    }

    static NamedColumn floats(String name) {
      return new NamedColumn(name, "<f4");
    }
  }

  NpyColumns {
    columns = List.copyOf(columns);
  }

  /**
   * Replaces {@code file}.
   *
   * @param values {@code [column][row]}: integers, or the bits of floats
   */
  void write(Path file, int[][] values) throws IOException {
    byte[] header = NpyHeader.encode(start() + values[0].length + ",), }");
    ByteBuffer bytes =
        ByteBuffer.allocate(
                Math.addExact(header.length, Math.multiplyExact(record(), values[0].length)))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(header);
    for (int i = 0; i < values[0].length; i++) {
      for (int[] column : values) {
        bytes.putInt(column[i]);
      }
    }
    AtomicFile.write(file, out -> out.write(bytes.array()));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file is missing, truncated or of another layout
   */
  int[][] read(Path file) throws IOException {
    ByteBuffer bytes;
    int n;
    try (FileChannel channel = FileChannel.open(file)) {
      NpyHeader.Dictionary header = header(file, channel);
      n = rows(file, header.text());
      bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      bytes.position(header.end());
    }
    if (bytes.remaining() != (long) record() * n || n == 0) {
      throw new IOException(
          "%s: %d windows need %d bytes after the header but there are %d"
              .formatted(file, n, (long) record() * n, bytes.remaining()));
    }
    int[][] values = new int[columns.size()][n];
    for (int i = 0; i < n; i++) {
      for (int[] column : values) {
        column[i] = bytes.getInt();
      }
    }
    return values;
  }

  private int record() {
    return Integer.BYTES * columns.size();
  }

  private String start() {
    String all =
        columns.stream()
            .map(column -> "('%s', '%s')".formatted(column.name(), column.type()))
            .collect(Collectors.joining(", "));
    return "{'descr': [" + all + "], 'fortran_order': False, 'shape': (";
  }

  private NpyHeader.Dictionary header(Path file, FileChannel channel) throws IOException {
    try {
      return NpyHeader.dictionary(channel, 0, channel.size(), file.toString());
    } catch (IOException e) {
      throw new IOException(notThat(file), e);
    }
  }

  private int rows(Path file, String header) throws IOException {
    Matcher matcher =
        Pattern.compile(Pattern.quote(start()) + "(\\d{1,9}),\\), \\} *\n").matcher(header);
    if (!matcher.matches()) {
      throw new IOException(notThat(file));
    }
    return Integer.parseInt(matcher.group(1));
  }

  private String notThat(Path file) {
    return file + ": not a file of " + content + "; evaluate the run again";
  }

  static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  static float[] floats(int[] bits) {
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float.intBitsToFloat(bits[i]);
    }
    return values;
  }
}
