package dev.nextvec.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The commit that the program was built from, which the build leaves beside this class. */
final class Commit {
  static final String OF_BUILD = read();

  private Commit() {}

  private static String read() {
    try (InputStream in = Commit.class.getResourceAsStream("commit.txt")) {
      String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? Environment.UNKNOWN : text;
    } catch (IOException e) {
      return Environment.UNKNOWN; // a damaged jar says nothing of where it came from
    }
  }
}
