package dev.nextvec.internal.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the bytes of new files go: the disk, or in tests one that fills up. */
@FunctionalInterface
public interface FileSink {
  /** Plain files. */
  FileSink DISK = Files::newOutputStream;

  /** Creates a file. */
  OutputStream create(Path file) throws IOException;
}
