package dev.nextvec.cli;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lucene and the reader of Parquet tell on standard error, which belongs to the command line, that
 * Java's vector module would make them faster: {@code NEXTVEC_JAVA_OPTS="--add-modules
 * jdk.incubator.vector"} does.
 */
final class QuietLibraries {
  /** Held here, or the garbage collector forgets the level. */
  private static final List<Logger> TALKATIVE =
      List.of(Logger.getLogger("org.apache.lucene"), Logger.getLogger("dev.hardwood"));

  private QuietLibraries() {}

  static void silence() {
    TALKATIVE.forEach(logger -> logger.setLevel(Level.SEVERE));
  }
}
