package dev.nextvec.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plain text: paragraphs are separated by blank lines; line breaks inside one mean nothing. */
final class PlainText implements TextParser {
  @Override
  public ParsedText parse(String text) {
    return new ParsedText(Optional.empty(), paragraphs(text));
  }

  static List<String> paragraphs(String text) {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    text.lines()
        .forEach(
            line -> {
              if (line.isBlank()) {
                flush(block, blocks);
              } else {
                block.append(line).append(' ');
              }
            });
    flush(block, blocks);
    return blocks;
  }

  private static void flush(StringBuilder block, List<String> blocks) {
    String text = collapse(block);
    if (!text.isEmpty()) {
      blocks.add(text);
    }
    block.setLength(0);
  }

  /** Every run of white space (no-break spaces and control characters too) as one space. */
  static String collapse(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
        space = !out.isEmpty();
      } else if (c != '\u00AD' && c != '\u200B' && c != '\uFEFF') {
        if (space) {
          out.append(' ');
          space = false;
        }
        out.append(c);
      }
    }
    return out.toString();
  }
}
