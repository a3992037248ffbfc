package dev.nextvec.internal.report;

import dev.nextvec.internal.file.GrowingFile;
import dev.nextvec.run.EpochRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes a training history as a TensorBoard event file: {@code tensorboard --logdir runs}. The
 * step axis counts epochs. A writer replaces what it finds, so that a resumed run, or one that was
 * killed while writing, leaves no torn or doubled records, and then adds to it; what an earlier
 * call wrote stays a prefix of what a later one writes, so that a TensorBoard that watches it just
 * reads on.
 */
public final class EventFileWriter {
  /** Name of the event file inside a run directory. */
  public static final String NAME = "events.out.tfevents.0000000000.nextvec";

  /** Bytes of a record before its payload: length and its checksum. */
  private static final int FRAME = 12;

  private final GrowingFile<EpochRecord> file;

  private EventFileWriter(GrowingFile<EpochRecord> file) {
    this.file = file;
  }

  /**
   * Replaces the event file of a run.
   *
   * @param directory the run directory
   * @param history all epochs so far, in order, with epoch 0 where it was measured
   */
  public static EventFileWriter open(Path directory, List<EpochRecord> history) throws IOException {
    Path file = directory.resolve(NAME);
    double spent = history.isEmpty() ? 0 : history.get(history.size() - 1).seconds();
    double start = startOf(file, System.currentTimeMillis() / 1000.0 - spent);
    EventFileWriter writer =
        new EventFileWriter(
            new GrowingFile<>(
                file,
                framed(EventMessage.fileVersion(start)),
                epoch -> framed(EventMessage.scalars(start + epoch.seconds(), epoch))));
    writer.write(history);
    return writer;
  }

  /** Adds the epochs that are new. */
  public void write(List<EpochRecord> history) throws IOException {
    file.write(history);
  }

  /** The start that an earlier file states in its first event, otherwise {@code fallback}. */
  private static double startOf(Path file, double fallback) throws IOException {
    if (!Files.isRegularFile(file)) {
      return fallback;
    }
    try (var in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(FRAME + 9);
      if (head.length < FRAME + 9) {
        return fallback;
      }
      double start = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getDouble(FRAME + 1);
      return Double.isFinite(start) && start > 0 ? start : fallback;
    }
  }

  /** Frames a payload as a TFRecord: length, its checksum, payload, its checksum. */
  private static byte[] framed(byte[] payload) {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(payload.length).array();
    ByteBuffer record =
        ByteBuffer.allocate(FRAME + payload.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    record.put(length).putInt(maskedCrc(length)).put(payload).putInt(maskedCrc(payload));
    return record.array();
  }

  /**
   * CRC-32C, rotated right by 15 bits, plus a constant: a checksum of data that holds checksums.
   */
  private static int maskedCrc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }
}
