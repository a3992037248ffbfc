package dev.nextvec.internal.report;

import dev.nextvec.run.EpochRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * TensorBoard's {@code Event} message, encoded by hand: wall_time = 1 (double), step = 2 (int64),
 * file_version = 3 (string), summary = 5 (Summary: value = 1 (tag = 1, simple_value = 2)).
 */
final class EventMessage {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private EventMessage() {}

  /** The first event of every file. */
  static byte[] fileVersion(double wallTime) {
    return new EventMessage().fixed64(1, wallTime).bytes(3, utf8("brain.Event:2")).toBytes();
  }

  /** One event with all scalars of an epoch; epoch 0 has those of the validation alone. */
  static byte[] scalars(double wallTime, EpochRecord epoch) {
    EventMessage summary = new EventMessage();
    if (epoch.isTrained()) {
      summary.scalar("train/loss", epoch.trainLoss()).scalar("train/cosine", epoch.trainCosine());
    }
    summary
        .scalar("validation/loss", epoch.validationLoss())
        .scalar("validation/cosine", epoch.validationCosine());
    if (epoch.isTrained()) {
      summary
          .scalar("learning_rate", epoch.learningRate())
          .scalar("gradient_norm", epoch.gradientNorm())
          .scalar("samples_per_second", epoch.samplesPerSecond());
    }
    epoch.validationMrr().ifPresent(mrr -> summary.scalar("validation/mrr", mrr));
    return new EventMessage()
        .fixed64(1, wallTime)
        .varint(2, epoch.epoch())
        .bytes(5, summary.toBytes())
        .toBytes();
  }

  private EventMessage scalar(String tag, double value) {
    byte[] entry = new EventMessage().bytes(1, utf8(tag)).fixed32(2, (float) value).toBytes();
    return bytes(1, entry);
  }

  private EventMessage fixed64(int field, double value) {
    key(field, FIXED64);
    out.writeBytes(little(8).putDouble(value).array());
    return this;
  }

  private EventMessage fixed32(int field, float value) {
    key(field, FIXED32);
    out.writeBytes(little(4).putFloat(value).array());
    return this;
  }

  private EventMessage varint(int field, long value) {
    key(field, VARINT);
    writeVarint(value);
    return this;
  }

  private EventMessage bytes(int field, byte[] value) {
    key(field, BYTES);
    writeVarint(value.length);
    out.writeBytes(value);
    return this;
  }

  private byte[] toBytes() {
    return out.toByteArray();
  }

  private void key(int field, int wireType) {
    writeVarint(field << 3 | wireType);
  }

  private void writeVarint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
