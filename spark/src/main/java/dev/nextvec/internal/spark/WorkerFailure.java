package dev.nextvec.internal.spark;

import dev.nextvec.internal.file.FileErrors;
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

  /** Spark's own words for a task that never came to ours, or for the end of its process. */
  private static final Pattern TASK =
      Pattern.compile("\\(TID \\d+\\) \\((\\S+) executor (\\S+)\\): ([^\n]*)");

  private static final Pattern PROCESS =
      Pattern.compile("ExecutorLostFailure \\(executor (\\S+) [^)]*\\)(?: Reason: ([^\n]*))?");

  WorkerFailure(String worker, Throwable cause) {
    super(worker + ": " + words(cause), cause);
  }

  /** What went wrong, in one line. */
  static String words(Throwable cause) {
    if (cause instanceof NoSuchFileException missing) {
      return "no such file or directory there: `" + missing.getFile() + "`";
    }
    if (cause instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return words(unchecked.getCause());
    }
    String message = Optional.ofNullable(cause.getMessage()).orElse("").strip();
    String first = message.lines().findFirst().orElse("");
    if (cause instanceof InternalError && first.contains("unsafe memory")) {
      return "a file became shorter there while it was read, or its disk failed: restore it, and"
          + " change no file that is in use";
    }
    if (FileErrors.isDiskFull(cause)) {
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
    String last = failure.toString();
    Optional<String> ofSpark = Optional.empty();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      Matcher line = LINE.matcher(message);
      if (at instanceof WorkerFailure) {
        return message;
      }
      if (line.find()) {
        return line.group(1);
      }
      ofSpark = ofSpark.or(() -> ofSpark(message));
      last = at.toString();
    }
    return ofSpark.orElse("Spark could not finish: " + last.lines().findFirst().orElse(""));
  }

  private static Optional<String> ofSpark(String message) {
    Matcher task = TASK.matcher(message);
    Matcher process = PROCESS.matcher(message);
    boolean named = task.find();
    if (process.find()) {
      String executor = process.group(1);
      String worker = named ? NumberedTask.worker(task.group(1), executor) : "executor " + executor;
      return Optional.of(
          LostWorkers.words(worker, Optional.ofNullable(process.group(2)).orElse("")));
    }
    return named
        ? Optional.of(NumberedTask.worker(task.group(1), task.group(2)) + ": " + task.group(3))
        : Optional.empty();
  }
}
