package dev.nextvec.cli;

import dev.nextvec.text.Columns;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which columns of Parquet files are read as what. */
final class ColumnOptions {
  @Option(
      names = "--text-column",
      paramLabel = "NAME",
      description = "column of Parquet files that holds the text (default: text)")
  @Nullable String text;

  @Option(
      names = "--id-column",
      paramLabel = "NAME",
      description = "column with the document's id (default: id; without it file:row)")
  @Nullable String id;

  @Option(
      names = "--title-column",
      paramLabel = "NAME",
      description = "column with the document's title (default: title, where it is there)")
  @Nullable String title;

  Columns columns() {
    return new Columns(
        Optional.ofNullable(text), Optional.ofNullable(id), Optional.ofNullable(title));
  }
}
