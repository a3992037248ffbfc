package dev.nextvec.text;

import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/**
 * The part of a page that its author marked as the main one, if it holds most of the letters that
 * are left once {@link Clutter} is gone; else the whole page: a mark is no proof.
 */
final class MainPart {
  private static final List<String> MARKS =
      List.of("main", "[role=main]", "article", "#main-content", "#content", "#main");
  private static final double MOST = 0.6;

  private MainPart() {}

  static Element of(Element page, LetterCount letters) {
    for (String mark : MARKS) {
      Elements found = page.select(mark);
      if (found.size() == 1 && letters.all(found.get(0)) >= MOST * letters.all(page)) {
        return found.get(0);
      }
    }
    return page;
  }
}
