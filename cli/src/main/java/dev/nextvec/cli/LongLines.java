package dev.nextvec.cli;

import dev.nextvec.internal.report.DisplayWidth;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lines that are wider than the terminal, broken between words; what follows stands below what the
 * line says, not below its name. A line that shows a command to type, and JSON, stay whole: the
 * terminal breaks them itself, and they are copied in one piece.
 */
final class LongLines {
  /** A word with what belongs to it: `a command in quotes` is one. */
  private static final Pattern WORD = Pattern.compile("(?:`[^`]*`|\\S)+");

  private static final Pattern NAME =
      Pattern.compile("^ *(?:\\S+(?: \\S+){0,2} {2,}|(?:- |\\d+\\. )?)(?=\\S)");
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private LongLines() {}

  /**
   * @param text lines, perhaps coloured
   * @param width cells of the terminal
   */
  static String broken(String text, int width) {
    boolean ended = text.endsWith("\n");
    String lines =
        text.lines()
            .map(line -> staysWhole(line, width) ? line : brokenLine(line, width))
            .collect(Collectors.joining("\n"));
    return ended ? lines + "\n" : lines;
  }

  private static boolean staysWhole(String line, int width) {
    return cells(line) <= width
        || line.startsWith("{")
        || line.contains(CommandText.program() + " ");
  }

  private static String brokenLine(String line, int width) {
    Matcher name = NAME.matcher(line);
    int start = name.find() ? name.end() : 0;
    int indent = cells(line.substring(0, start));
    if (indent > width / 2) {
      indent = 2;
    }
    StringBuilder out = new StringBuilder(line.substring(0, start));
    Matcher word = WORD.matcher(line);
    int used = cells(out.toString());
    for (int from = start; word.find(from); from = word.end()) {
      String gap = line.substring(from, word.start());
      int cells = cells(word.group());
      if (used + gap.length() + cells > width && from > start) {
        out.append('\n').append(" ".repeat(indent));
        used = indent;
      } else {
        out.append(gap);
        used += gap.length();
      }
      out.append(word.group());
      used += cells;
    }
    return out.toString();
  }

  private static int cells(String text) {
    return DisplayWidth.of(COLOUR.matcher(text).replaceAll(""));
  }
}
