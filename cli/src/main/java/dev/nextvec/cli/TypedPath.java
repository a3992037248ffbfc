package dev.nextvec.cli;

import dev.nextvec.internal.report.Printable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A path of this machine, as a user names it. */
final class TypedPath implements ITypeConverter<Path> {
  private static final char NOT_TEXT = '\ufffd';

  @Override
  public Path convert(String typed) {
    require(typed);
    try {
      return Path.of(typed);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(FailureLine.of(e));
    }
  }

  /**
   * The same of a word, or a part of one, that is not always a path.
   *
   * @throws WrongUsage if it can name nothing
   */
  static Path of(String typed) {
    try {
      return new TypedPath().convert(typed);
    } catch (TypeConversionException e) {
      throw new WrongUsage(String.valueOf(e.getMessage()));
    }
  }

  /**
   * What is wrong with a name that Java received with {@code U+FFFD} in the place of bytes that are
   * no text in UTF-8: it can neither open such a file nor make one, but another, of that character.
   */
  static Optional<String> notText(String typed) {
    return typed.indexOf(NOT_TEXT) < 0 || isThere(typed)
        ? Optional.empty()
        : Optional.of(
            "`%s` has bytes in its name that are not UTF-8 (here %c), and Java opens no such file: rename it, or choose another name"
                .formatted(typed, NOT_TEXT));
  }

  private static boolean isThere(String typed) {
    try {
      return Files.exists(Path.of(typed));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Refuses what can name nothing, or cannot be shown. */
  static void require(String typed) {
    if (typed.isEmpty()) {
      throw new TypeConversionException("a path cannot be empty");
    }
    if (!Printable.isSafe(typed)) {
      throw new TypeConversionException(
          "`"
              + Printable.line(typed)
              + "` holds characters that cannot be printed: choose another name, or rename it");
    }
    Optional<String> notText = notText(typed);
    if (notText.isPresent()) {
      throw new TypeConversionException(notText.get());
    }
  }
}
