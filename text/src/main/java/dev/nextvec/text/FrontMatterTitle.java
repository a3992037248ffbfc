package dev.nextvec.text;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of {@code title} in a front matter: plain, quoted, folded over lines, with comments.
 */
final class FrontMatterTitle {
  private static final Pattern YAML = Pattern.compile("[\"']?title[\"']?[ \\t]*:[ \\t]*(.*)");
  private static final Pattern TOML =
      Pattern.compile(
          "(?m)^[ \\t]*[\"']?title[\"']?[ \\t]*=[ \\t]*(\"\"\"(?s:.*?)\"\"\"|'''(?s:.*?)'''"
              + "|\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*')");
  private static final Pattern QUOTED =
      Pattern.compile("(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^']|'')*').*");
  private static final Pattern BLOCK = Pattern.compile("[|>][0-9+-]*([ \\t]+#.*)?");
  private static final Pattern COMMENT = Pattern.compile("(^|[ \\t])#.*");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9A-Fa-f]{4}|.)");

  private FrontMatterTitle() {}

  static Optional<String> ofYaml(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      Matcher key = YAML.matcher(lines.get(i));
      if (key.matches()) {
        StringBuilder value = new StringBuilder(key.group(1).strip());
        for (int next = i + 1; next < lines.size() && continues(lines.get(next)); next++) {
          value.append(' ').append(lines.get(next).strip());
        }
        return of(scalar(value.toString(), key.group(1).strip()));
      }
    }
    return Optional.empty();
  }

  static Optional<String> ofToml(String text) {
    Matcher title = TOML.matcher(text);
    if (!title.find()
        || text.substring(0, title.start()).lines().anyMatch(l -> l.startsWith("["))) {
      return Optional.empty();
    }
    String value = title.group(1);
    int marks = value.startsWith("\"\"\"") || value.startsWith("'''") ? 3 : 1;
    String inner = value.substring(marks, value.length() - marks);
    return of(value.startsWith("'") ? inner : unescaped(inner));
  }

  private static boolean continues(String line) {
    return line.isBlank() || line.startsWith(" ") || line.startsWith("\t");
  }

  private static String scalar(String value, String firstLine) {
    if (BLOCK.matcher(firstLine).matches()) {
      return value.substring(firstLine.length());
    }
    Matcher quoted = QUOTED.matcher(value);
    if (quoted.matches()) {
      String inner = quoted.group(1).substring(1, quoted.group(1).length() - 1);
      return value.startsWith("'") ? inner.replace("''", "'") : unescaped(inner);
    }
    return COMMENT.matcher(value).replaceFirst("");
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                switch (escape.group(1).charAt(0)) {
                  case 'n', 't', 'r' -> " ";
                  case 'u' ->
                      escape.group(1).length() == 1
                          ? "u"
                          : Matcher.quoteReplacement(
                              String.valueOf(
                                  (char) Integer.parseInt(escape.group(1).substring(1), 16)));
                  default -> Matcher.quoteReplacement(escape.group(1));
                });
  }

  private static Optional<String> of(String value) {
    return Optional.of(PlainText.collapse(value)).filter(title -> !title.isEmpty());
  }
}
