package dev.nextvec.internal.hadoop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.security.AccessControlException;

/** Says by the exceptions of Java what Hadoop says by its own, in one line. */
final class HadoopErrors {
  private HadoopErrors() {}

  /** Something that is asked of a file system. */
  @FunctionalInterface
  interface Asking<T> {
    T ask() throws IOException;
  }

  static <T> T asked(Path path, Asking<T> asking) throws IOException {
    try {
      return asking.ask();
    } catch (FileSystemException known) {
      throw known;
    } catch (IOException e) {
      throw of(path, e);
    } catch (IllegalArgumentException e) { // of names that it does not take
      throw of(path, new IOException(words(e), e));
    }
  }

  private static IOException of(Path path, IOException e) {
    FileSystemException said =
        switch (e) {
          case FileNotFoundException missing -> new NoSuchFileException(path.toString());
          case AccessControlException denied -> new AccessDeniedException(path.toString());
          case IOException other -> new FileSystemException(path.toString(), null, words(other));
        };
    said.initCause(e);
    return said;
  }

  /** Its first line. */
  static String words(Throwable e) {
    return Optional.ofNullable(e.getMessage())
        .flatMap(message -> message.strip().lines().findFirst())
        .orElse(e.getClass().getSimpleName());
  }
}
