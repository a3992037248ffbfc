package dev.nextvec.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plain text: paragraphs are separated by blank lines; line breaks inside one mean nothing. */
final class PlainText implements TextParser {
  @Override
  public ParsedText parse(String text, Path file) {
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
                block.append(line).append('\n');
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

  /**
   * Every run of white space (no-break spaces and control characters too) as one space. A line that
   * ends inside text of a script without spaces was broken there for its length only: nothing
   * stands for that break (CSS Text 3, 4.1.3).
   */
  static String collapse(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length());
    char gap = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
        gap = gap == 0 ? c : gap;
      } else if (c != '\u00AD' && c != '\u200B' && c != '\uFEFF') {
        if (gap != 0 && !out.isEmpty() && !(isLineEnd(gap) && unspaced(out, text, i))) {
          out.append(' ');
        }
        gap = 0;
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  private static boolean unspaced(CharSequence before, CharSequence text, int at) {
    return Scripts.unspaced(Character.codePointBefore(before, before.length()))
        && Scripts.unspaced(Character.codePointAt(text, at));
  }
}
