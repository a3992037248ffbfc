package dev.nextvec.cli;

import dev.nextvec.internal.file.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.UnmappableCharacterException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever a command threw into the one line a user reads: what is wrong, where, what to do.
 */
final class FailureLine {
  private FailureLine() {}

  /** The first that fits, the most particular first. */
  static String of(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof OutOfMemoryError memory) {
      return outOfMemory(memory);
    }
    if (isNativeMemory(cause)) {
      return "not enough memory for what was asked ("
          + firstLine(cause.getMessage()).replaceFirst(".*you tried", "libtorch tried")
          + "): choose a smaller --hidden, --layers or --batch-size";
    }
    if (cause instanceof LinkageError linkage) {
      return isSparkMissing() ? withoutSpark(linkage) : nativeLibrary(linkage);
    }
    if (cause instanceof InternalError && firstLine(cause.getMessage()).contains("unsafe memory")) {
      return "a file became shorter while it was read, or its disk failed: restore the dataset, and"
          + " change no file that is in use";
    }
    if (FileErrors.isDiskFull(cause)) {
      return "no space left on the disk"
          + where(cause)
          + ": free some and run the same command again (nothing half-written was left)";
    }
    if (cause instanceof FileSystemException file) {
      return fileSystem(file);
    }
    if (cause instanceof MalformedInputException || cause instanceof UnmappableCharacterException) {
      return "the text is not valid UTF-8"; // their own words are "Input length = 1"
    }
    if (cause instanceof InvalidPathException path) {
      return "the name `%s` cannot be used here: its letters need LC_ALL=C.UTF-8, which the launcher `./nextvec` sets"
          .formatted(path.getInput());
    }
    if (isMeantForUsers(cause)) {
      return firstLine(cause.getMessage());
    }
    return "internal error: "
        + cause.getClass().getSimpleName()
        + (cause.getMessage() == null ? "" : ": " + firstLine(cause.getMessage()))
        + "; run again with --verbose to see where";
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null
        && (at instanceof UncheckedIOException
            || at instanceof CompletionException
            || at instanceof ExecutionException
            || at instanceof ExceptionInInitializerError)) {
      at = at.getCause();
    }
    return at;
  }

  private static boolean isMeantForUsers(Throwable cause) {
    return cause.getMessage() != null
        && (cause instanceof IllegalArgumentException
            || cause instanceof IllegalStateException
            || cause instanceof UnsupportedOperationException
            || cause instanceof IOException);
  }

  private static boolean isNativeMemory(Throwable cause) {
    return cause instanceof RuntimeException
        && cause.getMessage() != null
        && cause.getMessage().contains("DefaultCPUAllocator: can't allocate memory");
  }

  private static String where(Throwable cause) {
    return cause instanceof FileSystemException file && file.getFile() != null
        ? " that holds `" + file.getFile() + "`"
        : "";
  }

  private static String fileSystem(FileSystemException failure) {
    String file = "`" + failure.getFile() + "`";
    return switch (failure) {
      case NoSuchFileException e -> "no such file or directory: " + file;
      case AccessDeniedException e ->
          "no permission for " + file + ": it cannot be read or written";
      case FileAlreadyExistsException e -> file + " already exists";
      case NotDirectoryException e -> file + " is not a directory";
      case DirectoryNotEmptyException e -> file + " is a directory that is not empty";
      case FileSystemException e -> file + ": " + reason(e);
    };
  }

  private static String reason(FileSystemException failure) {
    String reason = failure.getReason();
    return reason == null
        ? "cannot be used (" + failure.getClass().getSimpleName() + ")"
        : reason.toLowerCase(Locale.ROOT);
  }

  private static String outOfMemory(OutOfMemoryError memory) {
    if (firstLine(memory.getMessage()).contains("native thread")) {
      return "the system allows no more threads: choose a smaller --threads, or raise `ulimit -u`";
    }
    long limit = Runtime.getRuntime().maxMemory() >> 20;
    return "out of memory ("
        + firstLine(memory.getMessage())
        + "; the Java heap may grow to "
        + limit
        + " MB): set NEXTVEC_HEAP to more, for example NEXTVEC_HEAP="
        + Math.max(4, 2 * (limit >> 10))
        + "g";
  }

  /** Whether nextvec-spark is on the class path without the Spark that it is for. */
  private static boolean isSparkMissing() {
    ClassLoader loader = FailureLine.class.getClassLoader();
    return loader.getResource("dev/nextvec/spark/SparkEncoding.class") != null
        && loader.getResource("org/apache/spark/SparkConf.class") == null;
  }

  private static String withoutSpark(LinkageError linkage) {
    return "nextvec-spark is on the class path, but no Apache Spark, which brings what is missing ("
        + firstLine(linkage.getMessage()).replace('/', '.')
        + "): start it with `spark-submit --master URL nextvec-spark.jar COMMAND`, or leave"
        + " nextvec-spark out";
  }

  private static String nativeLibrary(LinkageError linkage) {
    String message = firstLine(linkage.getMessage());
    if (message.startsWith("dev/nextvec/")) {
      return "the program is not whole ("
          + message
          + " is missing): rebuild with `mvn -DskipTests package`";
    }
    String platform = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    String needed =
        message.contains("onnxruntime") ? "encoding needs ONNX Runtime" : "training needs libtorch";
    return "a native library is missing or does not load ("
        + message
        + "): "
        + needed
        + " for "
        + platform
        + "; rebuild with `mvn -DskipTests package`, or run this command on a platform that the"
        + " README lists";
  }

  static String firstLine(@Nullable String message) {
    if (message == null || message.isBlank()) {
      return "no message";
    }
    return message.strip().lines().findFirst().orElse("no message").strip();
  }
}
