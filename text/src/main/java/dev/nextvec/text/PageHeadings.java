package dev.nextvec.text;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;

/**
 * What a page's headings say. A list of links that say the same is a table of contents; one of
 * links to anything else on the page (terms, notes, options) is part of the text.
 */
final class PageHeadings {
  private static final double MOST = 0.5;

  private final Set<String> said = new HashSet<>();

  PageHeadings(Element page) {
    for (Element element : page.select("h1, h2, h3, h4, h5, h6, legend, [role=heading]")) {
      said.add(letters(element));
    }
    said.remove("");
  }

  /** Whether at least half of the links in a list say what a heading says. */
  boolean areMostlyNamedIn(Element list) {
    List<String> links =
        list.select("a[href]").stream()
            .map(PageHeadings::letters)
            .filter(l -> !l.isEmpty())
            .toList();
    long named = links.stream().filter(said::contains).count();
    return named >= MOST * links.size();
  }

  /** Without numbers, marks and spaces, which one of both may lack. */
  private static String letters(Element element) {
    return element.wholeText().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}]+", "");
  }
}
