package dev.nextvec.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Many strings in little memory: compressed in blocks, the block last used kept open. */
final class PackedStrings {
  private static final int BLOCK = 128;

  /** A block in the clear. */
  private record Segment(int index, List<String> strings) {}

  private final List<byte[]> packed = new ArrayList<>();
  private final List<String> pending = new ArrayList<>();
  private volatile @Nullable Segment open;

  int size() {
    return packed.size() * BLOCK + pending.size();
  }

  void add(String string) throws IOException {
    pending.add(string);
    if (pending.size() == BLOCK) {
      pack();
    }
  }

  /** To be called after the last string and before the first is read. */
  void seal() throws IOException {
    if (!pending.isEmpty()) {
      pack();
    }
  }

  private void pack() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DataOutputStream out =
        new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 1 << 13))) {
      out.writeInt(pending.size());
      for (String string : pending) {
        byte[] utf8 = string.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
      }
    } finally {
      deflater.end();
    }
    packed.add(bytes.toByteArray());
    pending.clear();
  }

  String get(int index) throws IOException {
    Segment block = open;
    if (block == null || block.index != index / BLOCK) {
      block = unpack(index / BLOCK);
      open = block;
    }
    return block.strings.get(index % BLOCK);
  }

  private Segment unpack(int index) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(packed.get(index))))) {
      int count = in.readInt();
      List<String> strings = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        strings.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
      }
      return new Segment(index, strings);
    }
  }
}
