package dev.nextvec.internal.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes archives as {@code torch.save} does, and such as it never would. */
final class TorchFiles {
  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
  private final Map<String, byte[]> members = new LinkedHashMap<>();
  private boolean deflated;

  /** A pickle of these pieces: characters are one byte each. */
  TorchFiles pickle(String... pieces) {
    for (String piece : pieces) {
      pickle.writeBytes(piece.getBytes(StandardCharsets.ISO_8859_1));
    }
    return this;
  }

  TorchFiles member(String name, byte[] content) {
    members.put(name, content);
    return this;
  }

  TorchFiles floats(String key, float... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    return member("archive/data/" + key, bytes.array());
  }

  TorchFiles deflated() {
    deflated = true;
    return this;
  }

  byte[] bytes() throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    if (pickle.size() > 0) {
      all.put("archive/data.pkl", pickle.toByteArray());
    }
    all.putAll(members);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> member : all.entrySet()) {
        ZipEntry entry = new ZipEntry(member.getKey());
        if (!deflated) {
          CRC32 crc = new CRC32();
          crc.update(member.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(member.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(member.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }

  /** The instruction for a short string. */
  static String text(String text) {
    return "X" + little(text.length()) + text;
  }

  /** The instruction for a whole number of four bytes. */
  static String number(int value) {
    return "J" + little(value);
  }

  /** The instruction for a whole number of eight bytes. */
  static String large(long value) {
    return "\u008a\b" + little((int) value) + little((int) (value >> 32));
  }

  /**
   * A dictionary of 65,536 texts and as many numbers, which all have one place in a hash table:
   * found by looking at all the others, they would take minutes.
   */
  static String keysOfOneHash() {
    StringBuilder keys = new StringBuilder("}(");
    for (int i = 0; i < 1 << 16; i++) {
      StringBuilder key = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) {
        key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      long number = (long) i << 32 | Integer.toUnsignedLong(i ^ key.toString().hashCode());
      keys.append(text(key.toString())).append("N").append(large(number)).append("N");
    }
    return keys + "u";
  }

  /** Four bytes. */
  static String little(int value) {
    byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A float tensor over storage 0. */
  static String tensor(String storageCount, String offset, String shape, String strides) {
    return "ctorch._utils\n_rebuild_tensor_v2\n(("
        + text("storage")
        + "ctorch\nFloatStorage\n"
        + text("0")
        + text("cpu")
        + storageCount
        + "tQ"
        + offset
        + "("
        + shape
        + "t("
        + strides
        + "t\u0089ccollections\nOrderedDict\n)RtR";
  }
}
