package dev.nextvec.cli;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.file.FileErrors;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where a dataset lies, as a user names it: a directory, or an address where Spark is. */
final class DatasetPath implements ITypeConverter<Path> {
  /** What there is to name, for help. */
  static final String WHAT =
      "dataset directory; on Spark also the address of one (hdfs://, s3a://)";

  @Override
  public Path convert(String name) {
    TypedPath.require(name);
    try {
      return Addresses.path(name);
    } catch (IOException e) {
      throw new TypeConversionException(FileErrors.reason(e));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  /** The same where only a directory will do. */
  static final class Here implements ITypeConverter<Path> {
    @Override
    public Path convert(String name) {
      TypedPath.require(name);
      if (Addresses.isAddress(name)) {
        throw new TypeConversionException(
            "`%s` is an address: here a directory is needed; copy it to one".formatted(name));
      }
      return new DatasetPath().convert(name);
    }
  }
}
