package dev.nextvec.text;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before a Markdown text about it: YAML between {@code ---} and {@code ---} or {@code
 * ...}, TOML between two {@code +++}. Lines that do not read as such are text: a leading {@code
 * ---} is a rule, the more so where a blank line follows.
 *
 * @param length characters up to the text
 * @param letters letters in them
 * @param title what it says the title is
 */
record FrontMatter(int length, long letters, Optional<String> title) {
  private static final Pattern YAML =
      Pattern.compile(
          "\\A\\uFEFF?---[ \\t]*\\R(.*?)(?<=\\n|\\r)(---|\\.\\.\\.)[ \\t]*(\\R|\\z)",
          Pattern.DOTALL);
  private static final Pattern TOML =
      Pattern.compile(
          "\\A\\uFEFF?\\+\\+\\+[ \\t]*\\R(.*?)(?<=\\n|\\r)\\+\\+\\+[ \\t]*(\\R|\\z)",
          Pattern.DOTALL);
  private static final Pattern YAML_KEY =
      Pattern.compile("(\"[^\"]+\"|'[^']+'|[\\w.-]+)[ \\t]*:([ \\t].*)?");
  private static final Pattern TOML_LINE =
      Pattern.compile("\\[.*|(\"[^\"]+\"|'[^']+'|[\\w.-]+)[ \\t]*=.*");

  /** The front matter of a text; of no length where there is none. */
  static FrontMatter of(String text) {
    Matcher yaml = YAML.matcher(text);
    if (yaml.find() && isYaml(yaml.group(1).lines().toList())) {
      return of(yaml, FrontMatterTitle.ofYaml(yaml.group(1).lines().toList()));
    }
    Matcher toml = TOML.matcher(text);
    if (toml.find() && isToml(toml.group(1).lines().toList())) {
      return of(toml, FrontMatterTitle.ofToml(toml.group(1)));
    }
    return new FrontMatter(0, 0, Optional.empty());
  }

  private static FrontMatter of(Matcher found, Optional<String> title) {
    return new FrontMatter(found.end(), Letters.count(found.group()), title);
  }

  /** A mapping: every line a key, a comment, or what continues the key before it. */
  private static boolean isYaml(List<String> lines) {
    boolean continues = false;
    for (String line : lines) {
      boolean key = YAML_KEY.matcher(line).matches();
      boolean inside = line.isBlank() || line.startsWith(" ") || line.startsWith("\t");
      boolean part =
          inside
              || line.equals("-")
              || line.startsWith("- ")
              || line.startsWith("]")
              || line.startsWith("}");
      if (!key && !line.startsWith("#") && !(continues && part)) {
        return false;
      }
      continues |= key;
    }
    return true;
  }

  /** The first line that is not blank is a key, a table or a comment; arrays may have any lines. */
  private static boolean isToml(List<String> lines) {
    return lines.stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .findFirst()
        .map(line -> TOML_LINE.matcher(line).matches())
        .orElse(true);
  }
}
