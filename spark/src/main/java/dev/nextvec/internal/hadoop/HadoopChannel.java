package dev.nextvec.internal.hadoop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/** Reads a file from any place on. */
final class HadoopChannel implements SeekableByteChannel {
  private static final int BLOCK = 1 << 16;

  private final FSDataInputStream in;
  private final long length;
  private boolean open = true;

  HadoopChannel(FSDataInputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (into.hasArray()) {
      int read = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
      into.position(into.position() + Math.max(0, read));
      return read;
    }
    byte[] bytes = new byte[Math.min(BLOCK, into.remaining())];
    int read = in.read(bytes, 0, bytes.length);
    into.put(bytes, 0, Math.max(0, read));
    return read;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() throws IOException {
    return in.getPos();
  }

  @Override
  public SeekableByteChannel position(long at) throws IOException {
    in.seek(at);
    return this;
  }

  @Override
  public long size() {
    return length;
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    in.close();
  }
}
