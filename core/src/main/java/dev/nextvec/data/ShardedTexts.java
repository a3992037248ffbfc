package dev.nextvec.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of texts as gzip, a member for the lines of each file of vectors: members made apart
 * are this stream when they are put one after another.
 */
final class ShardedTexts implements AutoCloseable {
  private final OutputStream raw;
  private final long shardRows;
  private @Nullable GZIPOutputStream member;
  private @Nullable OutputStream buffer;
  private long lines;

  ShardedTexts(OutputStream raw, long shardRows) {
    this.raw = raw;
    this.shardRows = shardRows;
  }

  /** Writes the next line. */
  void write(byte[] line) throws IOException {
    OutputStream out = buffer;
    if (out == null || lines == shardRows) {
      endMember();
      member = new GZIPOutputStream(raw, 1 << 13);
      out = new BufferedOutputStream(member, 1 << 16);
      buffer = out;
      lines = 0;
    }
    out.write(line);
    lines++;
  }

  private void endMember() throws IOException {
    if (member != null && buffer != null) {
      buffer.flush();
      member.finish();
    }
  }

  @Override
  public void close() throws IOException {
    try (OutputStream closed = raw) {
      endMember();
      closed.flush();
    }
  }
}
