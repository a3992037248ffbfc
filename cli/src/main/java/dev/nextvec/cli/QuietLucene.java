package dev.nextvec.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lucene tells on standard error, which belongs to the command line, that Java's vector module
 * would make it faster: {@code NEXTVEC_JAVA_OPTS="--add-modules jdk.incubator.vector"} does.
 */
final class QuietLucene {
  /** Held here, or the garbage collector forgets the level. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  private QuietLucene() {}

  static void silence() {
    LUCENE.setLevel(Level.SEVERE);
  }
}
