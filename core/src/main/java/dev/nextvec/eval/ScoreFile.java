package dev.nextvec.eval;

import dev.nextvec.data.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scores per window as one NPY file of named columns: {@code numpy.load(file)["cosine"]} in Python.
 * One record of 20 bytes per window, little-endian: {@code window} and {@code document} int32,
 * {@code cosine}, {@code squared_error} and {@code normalised_squared_error} float32.
 */
public final class ScoreFile {
  /** Its name inside a run directory. */
  public static final String NAME = "test-scores.npy";

  private static final int RECORD = 20;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final String COLUMNS =
      "[('window', '<i4'), ('document', '<i4'), ('cosine', '<f4'), ('squared_error', '<f4'),"
          + " ('normalised_squared_error', '<f4')]";
  private static final Pattern HEADER =
      Pattern.compile(
          Pattern.quote("{'descr': " + COLUMNS + ", 'fortran_order': False, 'shape': (")
              + "(\\d{1,9}),\\), \\} *\n");

  private ScoreFile() {}

  /** Replaces {@code file} by the scores. */
  public static void write(Path file, WindowScores scores) throws IOException {
    byte[] header = header(scores.size());
    ByteBuffer bytes =
        ByteBuffer.allocate(header.length + RECORD * scores.size()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(header);
    for (int i = 0; i < scores.size(); i++) {
      bytes.putInt(scores.windows()[i]).putInt(scores.documents()[i]);
      bytes.putFloat(scores.cosine()[i]).putFloat(scores.squaredError()[i]);
      bytes.putFloat(scores.normalisedSquaredError()[i]);
    }
    AtomicFile.write(file, out -> out.write(bytes.array()));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file is missing, truncated or of another layout
   */
  public static WindowScores read(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int n = windows(file, bytes);
    if (bytes.remaining() != (long) RECORD * n || n == 0) {
      throw new IOException(
          "%s: %d windows need %d bytes after the header but there are %d"
              .formatted(file, n, (long) RECORD * n, bytes.remaining()));
    }
    int[] windows = new int[n];
    int[] documents = new int[n];
    float[][] scores = new float[3][n];
    for (int i = 0; i < n; i++) {
      windows[i] = bytes.getInt();
      documents[i] = bytes.getInt();
      for (float[] column : scores) {
        column[i] = bytes.getFloat();
      }
    }
    return new WindowScores(windows, documents, scores[0], scores[1], scores[2]);
  }

  /** Preamble and dictionary, padded with spaces so that the records start at a multiple of 64. */
  private static byte[] header(int n) {
    String dictionary =
        "{'descr': " + COLUMNS + ", 'fortran_order': False, 'shape': (" + n + ",), }";
    int length = MAGIC.length + 2 + dictionary.length() + 1;
    int padded = (length + 63) / 64 * 64;
    String text = dictionary + " ".repeat(padded - length) + "\n";
    return ByteBuffer.allocate(padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) text.length())
        .put(text.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static int windows(Path file, ByteBuffer bytes) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    if (bytes.remaining() >= MAGIC.length + 2) {
      bytes.get(magic);
      byte[] text = new byte[Math.min(Short.toUnsignedInt(bytes.getShort()), bytes.remaining())];
      bytes.get(text);
      Matcher header = HEADER.matcher(new String(text, StandardCharsets.US_ASCII));
      if (Arrays.equals(magic, MAGIC) && header.matches()) {
        return Integer.parseInt(header.group(1));
      }
    }
    throw new IOException(file + ": not a file of test scores; evaluate the run again");
  }
}
