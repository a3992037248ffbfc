package dev.nextvec.text;

import dev.hardwood.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of another file system, which cannot be mapped into memory: read where it is needed. */
final class RangedFile implements InputFile {
  private final Path path;
  private @Nullable SeekableByteChannel channel;

  private RangedFile(Path path) {
    this.path = path;
  }

  /** Any file; one of this machine is mapped. */
  static InputFile of(Path path) {
    return path.getFileSystem().equals(FileSystems.getDefault())
        ? InputFile.of(path)
        : new RangedFile(path);
  }

  @Override
  public synchronized void open() throws IOException {
    if (channel == null) {
      channel = Files.newByteChannel(path);
    }
  }

  private SeekableByteChannel opened() {
    if (channel == null) {
      throw new IllegalStateException(path + " is not open");
    }
    return channel;
  }

  @Override
  public synchronized ByteBuffer readRange(long offset, int length) throws IOException {
    ByteBuffer range = ByteBuffer.allocate(length);
    SeekableByteChannel from = opened().position(offset);
    while (range.hasRemaining()) {
      if (from.read(range) < 0) {
        throw new EOFException("it ends after %d bytes".formatted(from.position()));
      }
    }
    return range.flip();
  }

  @Override
  public synchronized long length() throws IOException {
    return opened().size();
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
