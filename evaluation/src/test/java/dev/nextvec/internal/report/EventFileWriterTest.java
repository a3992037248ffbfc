package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.run.EpochRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;

class EventFileWriterTest {
  @TempDir Path run;

  private final List<EpochRecord> history =
      List.of(
          new EpochRecord(1, 300, 0.0013, 0.41, 0.0012, 0.45, 5e-4, 1.5, 2100, 12.5),
          new EpochRecord(2, 600, 0.0011, 0.52, 0.0010, 0.55, 2.5e-4, 0.7, 2200, 25));

  @Test
  void anIndependentReaderSeesEveryScalarOfEveryEpoch() throws IOException {
    EventFileWriter.open(run, history);
    List<Event> events = events();
    assertThat(events).hasSize(3);
    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(events.get(2).getStep()).isEqualTo(2);
    assertThat(scalars(events.get(2)))
        .isEqualTo(
            Map.of(
                "train/loss", 0.0011f,
                "train/cosine", 0.52f,
                "validation/loss", 0.0010f,
                "validation/cosine", 0.55f,
                "learning_rate", 2.5e-4f,
                "gradient_norm", 0.7f,
                "samples_per_second", 2200f));
    assertThat(events.get(2).getWallTime() - events.get(1).getWallTime())
        .isCloseTo(12.5, within(1e-6));
  }

  @Test
  void aLaterHistoryOnlyAddsToTheFile() throws IOException {
    EventFileWriter writer = EventFileWriter.open(run, history.subList(0, 1));
    byte[] before = Files.readAllBytes(run.resolve(EventFileWriter.NAME));
    writer.write(history);
    byte[] after = Files.readAllBytes(run.resolve(EventFileWriter.NAME));
    assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
    assertThat(events()).hasSize(3);
    EventFileWriter.open(run, history);
    assertThat(run.resolve(EventFileWriter.NAME)).hasBinaryContent(after);
  }

  @Test
  void aTornFileIsReplaced() throws IOException {
    Files.write(run.resolve(EventFileWriter.NAME), new byte[] {1, 2, 3});
    EventFileWriter.open(run, List.of());
    assertThat(events()).hasSize(1);
    assertThat(events().get(0).getWallTime())
        .isCloseTo(System.currentTimeMillis() / 1000.0, within(60.0));
  }

  /** Reads TFRecords as TensorFlow specifies them and checks both checksums of each. */
  private List<Event> events() throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(run.resolve(EventFileWriter.NAME)))
            .order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (file.hasRemaining()) {
      byte[] length = new byte[8];
      file.get(length);
      assertThat(file.getInt()).isEqualTo(masked(length));
      byte[] payload =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      file.get(payload);
      assertThat(file.getInt()).isEqualTo(masked(payload));
      events.add(Event.parseFrom(payload));
    }
    return events;
  }

  private static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    long value = crc.getValue();
    return (int) (((value >>> 15 | value << 17) & 0xffffffffL) + 0xa282ead8L);
  }

  private static Map<String, Float> scalars(Event event) {
    Map<String, Float> scalars = new LinkedHashMap<>();
    for (Summary.Value value : event.getSummary().getValueList()) {
      scalars.put(value.getTag(), value.getSimpleValue());
    }
    return scalars;
  }
}
