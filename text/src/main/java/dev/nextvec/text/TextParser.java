package dev.nextvec.text;

import java.nio.file.Path;

/** Takes the markup off a text. */
@FunctionalInterface
interface TextParser {
  /**
   * What the text says.
   *
   * @param file where the text comes from: its name may tell the kind, its folder what it includes
   */
  ParsedText parse(String text, Path file);
}
