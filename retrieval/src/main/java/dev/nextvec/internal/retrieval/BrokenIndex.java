package dev.nextvec.internal.retrieval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.index.IndexNotFoundException;

/** Says which file of an index cannot be read, where Lucene says how it tried to read it. */
final class BrokenIndex {
  /** How Lucene names the files of a segment, and the list of segments. */
  private static final Pattern FILE = Pattern.compile("(?:_\\w+\\.[a-z]+|segments_\\w+)\\b");

  private BrokenIndex() {}

  /** One line, with Lucene's own words as its cause. */
  static IOException of(Path index, Exception cause) {
    return new IOException(
        "%s cannot be opened: %s; make the index again".formatted(index, what(index, cause)),
        cause);
  }

  private static String what(Path index, Exception cause) {
    if (cause instanceof IndexNotFoundException) {
      return "its list of segments is missing";
    }
    String said = String.valueOf(cause.getMessage()).replace(index.toString(), "");
    Matcher file = FILE.matcher(said);
    return (file.find() ? file.group() : "one of its files") + " is missing or damaged";
  }
}
