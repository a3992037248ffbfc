package dev.nextvec.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.sweble.wikitext.parser.nodes.WikitextNodeFactory;
import org.sweble.wikitext.parser.nodes.WtName;
import org.sweble.wikitext.parser.nodes.WtNode;
import org.sweble.wikitext.parser.nodes.WtStringNode;
import org.sweble.wikitext.parser.nodes.WtTagExtension;
import org.sweble.wikitext.parser.nodes.WtTemplate;
import org.sweble.wikitext.parser.nodes.WtTemplateArgument;
import org.sweble.wikitext.parser.nodes.WtTemplateParameter;
import org.sweble.wikitext.parser.nodes.WtText;
import org.sweble.wikitext.parser.nodes.WtXmlComment;

/**
 * Takes out of wikitext what a dump does not hold the meaning of: templates. Of those that only say
 * how some words look or what language they are of, the words stay. Notes and comments go, too.
 */
final class WikiTemplates {
  private static final Set<String> FIRST =
      Set.of(
          "nowrap",
          "nobr",
          "small",
          "big",
          "em",
          "strong",
          "smallcaps",
          "abbr",
          "tooltip",
          "noitalic",
          "nobold",
          "visible anchor",
          "vanchor",
          "not a typo",
          "as written");
  private static final Set<String> LAST = Set.of("lang", "transl", "transliteration");
  private static final Set<String> MEASURES = Set.of("convert", "cvt");

  /** What stands between two numbers of one unit. */
  private static final Set<String> RANGES =
      Set.of("to", "and", "or", "by", "x", "×", "-", "–", "to(-)", "+/-", "±");

  private static final Pattern NUMBER = Pattern.compile("[-+−]?[0-9][0-9.,/+]*");

  private static final Pattern MARKS_BEHIND = Pattern.compile("\\s*[;,]\\s*");
  private static final Pattern MARKS_BEFORE = Pattern.compile("[\\s;,]+\\z");
  private static final Pattern MARK = Pattern.compile("[,.;)]");

  private final WikitextNodeFactory nodes;
  private LeftOut leftOut = LeftOut.NONE;

  WikiTemplates(WikitextNodeFactory nodes) {
    this.nodes = nodes;
  }

  /** What was taken out. */
  LeftOut leftOut() {
    return leftOut;
  }

  /** Takes it out of a tree. */
  void remove(WtNode parent) {
    for (int i = 0; i < parent.size(); ) {
      WtNode child = parent.get(i);
      switch (child) {
        case WtTemplate template -> {
          List<WtNode> words = words(template);
          parent.remove(i);
          parent.addAll(i, words);
          if (words.isEmpty()) {
            leaveOut("templates", template);
            close(parent, i);
          }
        }
        case WtTemplateParameter parameter -> {
          leaveOut("templates", parameter);
          parent.remove(i);
        }
        case WtTagExtension note when isNote(note) -> {
          leaveOut("references", note);
          parent.remove(i);
        }
        case WtXmlComment comment -> parent.remove(i);
        default -> {
          remove(child);
          i++;
        }
      }
    }
  }

  /**
   * Takes away the marks that stood between a template and the words beside it: {@code (; born
   * 1900)}.
   *
   * @param at where the template was
   */
  private static void close(WtNode parent, int at) {
    if (at == 0
        || at == parent.size()
        || !(parent.get(at - 1) instanceof WtText before)
        || !(parent.get(at) instanceof WtText after)) {
      return;
    }
    String left = before.getContent();
    String right = after.getContent();
    boolean opened = left.stripTrailing().endsWith("(");
    if (opened && right.stripLeading().startsWith(")")) {
      left = left.stripTrailing();
      left = left.substring(0, left.length() - 1).stripTrailing();
      right = right.stripLeading().substring(1);
    } else if (right.stripLeading().startsWith(")")) {
      left = MARKS_BEFORE.matcher(left).replaceFirst("");
    } else if (opened && MARKS_BEHIND.matcher(right).lookingAt()) {
      left = left.stripTrailing();
      right = MARKS_BEHIND.matcher(right).replaceFirst("");
    } else if (left.endsWith(" ") && MARK.matcher(right).lookingAt()) {
      left = left.stripTrailing();
    }
    before.setContent(left);
    after.setContent(right);
    if (right.isEmpty()) {
      parent.remove(at);
    }
  }

  private static boolean isNote(WtTagExtension extension) {
    String name = extension.getName().toLowerCase(Locale.ROOT);
    return name.equals("ref") || name.equals("references");
  }

  private void leaveOut(String reason, WtNode node) {
    leftOut = leftOut.plus(LeftOut.of(reason, letters(node)));
  }

  private static long letters(WtNode node) {
    if (node instanceof WtStringNode text) {
      return Letters.count(text.getContent());
    }
    return node.stream().mapToLong(WikiTemplates::letters).sum();
  }

  /** What a template shows of its arguments, where that is known. */
  private List<WtNode> words(WtTemplate template) {
    WtName written = template.getName();
    if (!written.isResolved()) {
      return List.of();
    }
    String name = written.getAsString().strip().replace('_', ' ').toLowerCase(Locale.ROOT);
    List<WtNode> values = new ArrayList<>();
    for (WtNode each : template.getArgs()) {
      if (each instanceof WtTemplateArgument argument && !argument.hasName()) {
        values.add(argument.getValue());
      }
    }
    if (values.isEmpty()) {
      return List.of();
    } else if (FIRST.contains(name) || name.startsWith("lang-")) {
      return List.copyOf(values.getFirst());
    } else if (name.equals("langx") && values.size() > 1) {
      return List.copyOf(values.get(1)); // a translation may follow
    } else if (LAST.contains(name) && values.size() > 1) {
      return List.copyOf(values.getLast());
    } else if (MEASURES.contains(name) && values.size() > 1) {
      return measure(values);
    }
    return List.of();
  }

  /** A number and its unit: of a range both numbers, of feet and inches both pairs. */
  private List<WtNode> measure(List<WtNode> values) {
    int unit = 1;
    while (unit + 2 < values.size() && RANGES.contains(plain(values, unit))) {
      unit += 2;
    }
    if (unit + 2 < values.size() && NUMBER.matcher(plain(values, unit + 1)).matches()) {
      unit += 2;
    }
    List<WtNode> words = new ArrayList<>(values.get(0));
    for (WtNode each : values.subList(1, unit + 1)) {
      words.add(nodes.text(" "));
      words.addAll(each);
    }
    return words;
  }

  private static String plain(List<WtNode> values, int at) {
    return WikiHtml.plain(values.get(at)).strip();
  }
}
