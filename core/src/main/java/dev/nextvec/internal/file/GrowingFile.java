package dev.nextvec.internal.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;

/**
 * A file of records that is written again and again while their list grows: what is new is added at
 * its end, so that the work for each record stays the same however many there are. It is written
 * whole, by {@link AtomicFile}, the first time, which mends what a killed process left torn, and
 * whenever it is not what was written last.
 *
 * @param <T> a record
 */
public final class GrowingFile<T> {
  private final Path file;
  private final byte[] head;
  private final Function<T, byte[]> bytes;
  private int records;
  private long length = -1; // before the first time

  /**
   * Nothing is written yet.
   *
   * @param head what the file begins with
   * @param bytes a record as it stands in the file
   */
  public GrowingFile(Path file, byte[] head, Function<T, byte[]> bytes) {
    this.file = file;
    this.head = head.clone();
    this.bytes = bytes;
  }

  /**
   * Makes the file hold these records.
   *
   * @param all those of the last time, unchanged, and perhaps more
   * @throws IOException if it cannot be written; what it held before it still holds
   */
  public void write(List<T> all) throws IOException {
    boolean grows = all.size() >= records && Files.exists(file) && Files.size(file) == length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!grows) {
      out.writeBytes(head);
    }
    all.subList(grows ? records : 0, all.size()).forEach(each -> out.writeBytes(bytes.apply(each)));
    if (!grows) {
      AtomicFile.write(file, out::writeTo);
      length = out.size();
    } else if (out.size() > 0) {
      append(out.toByteArray());
      length += out.size();
    }
    records = all.size();
  }

  private void append(byte[] more) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      try {
        ByteBuffer rest = ByteBuffer.wrap(more);
        channel.position(length);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      } catch (IOException e) {
        channel.truncate(length);
        throw e;
      }
    } catch (IOException e) {
      throw FileErrors.explainWriting("writing " + file, file, e);
    }
  }
}
