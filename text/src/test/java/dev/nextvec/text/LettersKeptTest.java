package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

/** Whatever the page, each word of it is in a block or counted as left out, and none twice. */
class LettersKeptTest {
  private static final List<String> CONTAINERS =
      List.of(
          "div",
          "p",
          "section",
          "article",
          "main",
          "header",
          "footer",
          "nav",
          "aside",
          "ul",
          "ol",
          "li",
          "dl",
          "dt",
          "dd",
          "table",
          "tr",
          "td",
          "th",
          "thead",
          "tbody",
          "caption",
          "pre",
          "code",
          "b",
          "span",
          "x-own",
          "h1",
          "h3",
          "blockquote",
          "form",
          "label",
          "button",
          "details",
          "summary",
          "figure",
          "figcaption",
          "svg",
          "ruby",
          "rt",
          "template",
          "noscript",
          "center",
          "a href=#x",
          "a href=y",
          "div hidden",
          "div class=sidebar",
          "div class=title",
          "p class=sr-only",
          "div id=footer",
          "math",
          "object",
          "dialog",
          "fieldset",
          "legend");
  private static final Pattern WORD = Pattern.compile("[a-z]{4}");

  @Test
  void accountsForEveryWord() {
    Random random = new Random(20);
    for (int round = 0; round < 2000; round++) {
      List<String> words = new ArrayList<>();
      StringBuilder html = new StringBuilder();
      while (words.size() < 1 + random.nextInt(60)) {
        part(html, words, random, 0);
      }
      check(html.toString(), words, random.nextBoolean());
    }
  }

  private static void part(StringBuilder html, List<String> words, Random random, int depth) {
    String tag = CONTAINERS.get(random.nextInt(CONTAINERS.size()));
    html.append('<').append(tag).append('>');
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      if (depth < 6 && random.nextInt(3) > 0) {
        part(html, words, random, depth + 1);
      } else {
        String word = word(words.size());
        words.add(word);
        html.append(random.nextInt(8) == 0 ? "<img alt=" + word + "> " : word + " ");
      }
    }
    if (random.nextInt(12) > 0) {
      html.append("</").append(tag.replaceAll(" .*", "")).append('>');
    }
  }

  private static String word(int n) {
    StringBuilder word = new StringBuilder();
    for (int i = 0, rest = n; i < 4; i++, rest /= 26) {
      word.append((char) ('a' + rest % 26));
    }
    return word.toString();
  }

  private static void check(String html, List<String> words, boolean code) {
    ParsedText page = new HtmlText(code).parse(html, Path.of("a.html"));
    List<String> kept = new ArrayList<>();
    Matcher matcher = WORD.matcher(String.join("\n", page.blocks()));
    while (matcher.find()) {
      kept.add(matcher.group());
    }
    Set<String> distinct = new HashSet<>(kept);
    assertThat(page.lettersKept()).as(html).isEqualTo(4L * distinct.size());
    assertThat(words).as(html).containsAll(distinct);
    String tree = Jsoup.parse(html).outerHtml(); // a parser may drop what stands where nothing can
    words.removeIf(word -> !tree.contains(word));
    assertThat(page.lettersKept() + page.leftOut().total()).as(html).isEqualTo(4L * words.size());
  }
}
