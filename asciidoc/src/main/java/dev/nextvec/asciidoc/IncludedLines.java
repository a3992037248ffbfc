package dev.nextvec.asciidoc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a file that an include asks for: by number, by tag, or all (but those of tags). */
final class IncludedLines {
  private static final Pattern TAG =
      Pattern.compile(".*\\b(tag|end)::([^\\s\\[\\]]+)\\[\\](?:\\s.*|\\W*)");

  private final List<String> lines;

  IncludedLines(List<String> lines) {
    this.lines = lines;
  }

  /** The text for {@code lines=}, {@code tag=} or {@code tags=}. */
  String selected(Map<String, Object> attributes) {
    List<String> kept = new ArrayList<>();
    List<String> tags = list(attributes, "tag", "tags");
    List<String> ranges = list(attributes, "lines");
    Deque<String> open = new ArrayDeque<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher tag = TAG.matcher(lines.get(i));
      if (tag.matches()) {
        boolean ignored =
            tag.group(1).equals("tag") ? open.add(tag.group(2)) : open.remove(tag.group(2));
      } else if (isTagged(open, tags) && isInRange(i + 1, ranges)) {
        kept.add(lines.get(i));
      }
    }
    return String.join("\n", kept) + "\n";
  }

  /** A tag that is asked for but not there. */
  Optional<String> missing(Map<String, Object> attributes) {
    return list(attributes, "tag", "tags").stream()
        .filter(tag -> !tag.startsWith("!") && !tag.contains("*"))
        .filter(tag -> lines.stream().noneMatch(line -> line.contains("tag::" + tag + "[]")))
        .findFirst();
  }

  private static boolean isTagged(Deque<String> open, List<String> tags) {
    List<String> wanted = tags.stream().filter(tag -> !tag.startsWith("!")).toList();
    boolean chosen =
        wanted.isEmpty()
            || wanted.contains("**")
            || (wanted.contains("*") && !open.isEmpty())
            || open.stream().anyMatch(wanted::contains);
    return chosen && open.stream().noneMatch(tag -> tags.contains("!" + tag));
  }

  private static boolean isInRange(int line, List<String> ranges) {
    return ranges.isEmpty()
        || ranges.stream()
            .map(range -> range.split("\\.\\.", -1))
            .anyMatch(r -> line >= number(r[0], 1) && line <= number(r[r.length - 1], line));
  }

  private static int number(String text, int otherwise) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
  }

  private static List<String> list(Map<String, Object> attributes, String... names) {
    return Arrays.stream(names)
        .filter(attributes::containsKey)
        .flatMap(name -> Arrays.stream(String.valueOf(attributes.get(name)).split("[,;]")))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }
}
