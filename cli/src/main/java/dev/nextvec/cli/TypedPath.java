package dev.nextvec.cli;

import dev.nextvec.internal.report.Printable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A path of this machine, as a user names it. */
final class TypedPath implements ITypeConverter<Path> {
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
  }
}
