package dev.nextvec.internal.page;

import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.run.EpochRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The epochs of a training as they are written, a line each. Only what is new is read; the half of
 * a line waits for its rest. A file that was cut or replaced is read from its beginning again.
 */
final class MetricsTail {
  private static final int MOST_AT_ONCE = 4 << 20;
  private static final int LONGEST_LINE = 64 << 10;

  private final Path file;
  private String key = "";
  private long offset;
  private byte[] half = new byte[0];

  MetricsTail(Path file) {
    this.file = file;
  }

  /**
   * What one look found.
   *
   * @param afresh whether what was read before does not count any more
   * @param epochs new ones
   * @param unreadable lines that are no epochs
   */
  record Look(boolean afresh, List<EpochRecord> epochs, int unreadable) {
    static final Look NOTHING = new Look(false, List.of(), 0);

    Look {
      epochs = List.copyOf(epochs);
    }
  }

  /**
   * Reads what is new.
   *
   * @throws IOException if the file is there and cannot be read
   */
  Look look() throws IOException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      boolean afresh = offset > 0;
      begin("");
      return afresh ? new Look(true, List.of(), 0) : Look.NOTHING;
    }
    String now = String.valueOf(found.fileKey());
    boolean afresh = offset > 0 && (!now.equals(key) || found.size() < offset);
    if (afresh || !now.equals(key)) {
      begin(now);
    }
    if (found.size() == offset) {
      return afresh ? new Look(true, List.of(), 0) : Look.NOTHING;
    }
    return parsed(afresh, read(found.size()));
  }

  private void begin(String newKey) {
    key = newKey;
    offset = 0;
    half = new byte[0];
  }

  private byte[] read(long size) throws IOException {
    int length = (int) Math.min(size - offset, MOST_AT_ONCE);
    ByteBuffer into = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(file)) {
      int read = 0;
      while (into.hasRemaining() && read >= 0) {
        read = channel.read(into, offset + into.position());
      }
    }
    offset += into.position();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(half);
    all.write(into.array(), 0, into.position());
    return all.toByteArray();
  }

  private Look parsed(boolean afresh, byte[] bytes) {
    List<EpochRecord> epochs = new ArrayList<>();
    int unreadable = 0;
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        String line = new String(bytes, begin, i - begin, StandardCharsets.UTF_8);
        begin = i + 1;
        try {
          epochs.add(ConfigJson.epoch(JsonValue.parse(line, file.toString())));
        } catch (IOException | IllegalArgumentException e) {
          unreadable++;
        }
      }
    }
    boolean endless = bytes.length - begin > LONGEST_LINE;
    half = endless ? new byte[0] : java.util.Arrays.copyOfRange(bytes, begin, bytes.length);
    return new Look(afresh, epochs, unreadable + (endless ? 1 : 0));
  }
}
