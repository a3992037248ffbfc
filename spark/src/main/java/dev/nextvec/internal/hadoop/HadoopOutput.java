package dev.nextvec.internal.hadoop;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.StreamCapabilities;

/** Writes a file; when it is closed, its bytes are on disks where the file system can say so. */
final class HadoopOutput extends BufferedOutputStream {
  private final FSDataOutputStream file;

  HadoopOutput(FSDataOutputStream file) {
    super(file, 1 << 16);
    this.file = file;
  }

  @Override
  public void close() throws IOException {
    try (OutputStream closed = file) {
      flush();
      if (file.hasCapability(StreamCapabilities.HSYNC)) {
        file.hsync();
      }
    }
  }
}
