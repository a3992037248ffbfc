package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says in words what the file system only says by the class of its exception. */
public final class FileErrors {
  private FileErrors() {}

  /**
   * An exception whose message is one line: what was being done, and why it could not be.
   *
   * @param doing for example {@code "writing dataset out/wiki"}
   */
  public static IOException explain(String doing, IOException cause) {
    return new IOException(doing + " failed: " + reason(cause), cause);
  }

  /**
   * As {@link #explain} for something new, where "does not exist" would say nothing: it is its
   * folder that does not, or that takes no new files.
   *
   * @param place what was to be made
   */
  public static IOException explainWriting(String doing, Path place, IOException cause) {
    if (isTooLarge(cause)) {
      return new IOException(
          "%s failed: %s takes no file of this size, or this process may write none: see `ulimit -f`"
              .formatted(doing, disk(place)),
          cause);
    }
    if (isDiskFull(cause)) {
      return new IOException(
          "%s failed: no space left on %s: free some and run the same command again"
              .formatted(doing, disk(place)),
          cause);
    }
    Path folder = place.toAbsolutePath().normalize().getParent();
    if (!(cause instanceof NoSuchFileException) || folder == null) {
      return explain(doing, cause);
    }
    String reason = Files.isDirectory(folder) ? " takes no new files" : " does not exist";
    return new IOException(doing + " failed: " + folder + reason + ": choose another place", cause);
  }

  /**
   * Refuses a folder where a file is to be read: the system's own "Is a directory" does not say
   * which.
   */
  public static void requireNoFolder(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a directory: a file must be there");
    }
  }

  /** Whether writing failed for want of space, in the words of a system. */
  public static boolean isDiskFull(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return cause instanceof IOException
        && (message.contains("No space left on device")
            || message.contains("There is not enough space on the disk")
            || message.contains("Disk quota exceeded")
            || isTooLarge(cause));
  }

  private static boolean isTooLarge(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains("File too large");
  }

  /** The disk that holds a place, where it is mounted and what it is called. */
  private static String disk(Path place) {
    for (Path at = place.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      try {
        return "the disk " + Files.getFileStore(at);
      } catch (IOException e) {
        // not there: then what would hold it
      }
    }
    return "the disk";
  }

  /** Why, in words. */
  public static String reason(IOException cause) {
    if (cause instanceof FileSystemException failure) {
      return switch (failure) {
        case AccessDeniedException denied -> "no permission for " + denied.getFile();
        case NoSuchFileException missing -> missing.getFile() + " does not exist";
        case FileAlreadyExistsException there -> there.getFile() + " exists";
        default -> described(failure.getFile(), failure.getReason());
      };
    }
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private static String described(@Nullable String file, @Nullable String reason) {
    return file + ": " + (reason == null ? "the file system refused" : reason);
  }
}
