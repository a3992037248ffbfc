package dev.nextvec.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What went wrong on a worker, in one line that names it. */
final class WorkerFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final Pattern LINE =
      Pattern.compile(Pattern.quote(WorkerFailure.class.getName()) + ": ([^\n]*)");

  WorkerFailure(String worker, Throwable cause) {
    super(worker + ": " + words(cause), cause);
  }

  private static String words(Throwable cause) {
    if (cause instanceof NoSuchFileException missing) {
      return "no such file or directory there: `" + missing.getFile() + "`";
    }
    if (cause instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return words(unchecked.getCause());
    }
    String message = Optional.ofNullable(cause.getMessage()).orElse("").strip();
    String first = message.lines().findFirst().orElse("");
    if (cause instanceof IOException && first.contains("No space left on device")) {
      return "a disk is full there: free some and run the same command again, which keeps what is"
          + " finished ("
          + first.replace("No space left on device", "no space")
          + ")";
    }
    boolean plain =
        cause instanceof IOException
            || cause instanceof IllegalArgumentException
            || cause instanceof IllegalStateException;
    return plain && !first.isEmpty() ? first : cause.getClass().getSimpleName() + ": " + first;
  }

  /** The line of a failed job: that of a worker, where Spark's own words hold one. */
  static String line(Throwable failure) {
    Throwable at = failure;
    String last = failure.toString();
    while (at != null) {
      Matcher line = LINE.matcher(String.valueOf(at.getMessage()));
      if (at instanceof WorkerFailure) {
        return String.valueOf(at.getMessage());
      }
      if (line.find()) {
        return line.group(1);
      }
      last = at.toString();
      at = at.getCause();
    }
    return "Spark could not finish: " + last.lines().findFirst().orElse("");
  }
}
