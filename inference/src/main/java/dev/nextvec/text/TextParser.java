package dev.nextvec.text;

/** Takes the markup off a text. */
@FunctionalInterface
interface TextParser {
  ParsedText parse(String text);
}
