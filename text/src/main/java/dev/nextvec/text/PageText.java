package dev.nextvec.text;

import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * The text of a page that was written as HTML or rendered to it: one rule for all markup. Kept are
 * headings, paragraphs, lists, tables, code and whatever else is said in the page's main part, in
 * any script; {@link Clutter} says what is left out, and each of its letters is counted by reason.
 */
final class PageText {
  private static final String OUTSIDE = "outside the main part";

  private PageText() {}

  /**
   * The blocks of a page, under its first heading as title.
   *
   * @param page is used up
   * @param keepCode whether listings are text
   */
  static ParsedText of(Document page, boolean keepCode) {
    Optional<String> title =
        Optional.ofNullable(page.selectFirst("h1"))
            .map(Lines::of)
            .filter(heading -> !heading.isEmpty());
    LeftOut clutter = Clutter.remove(page, keepCode);
    page.select("head > title").remove();
    LetterCount letters = LetterCount.of(page);
    Element main = MainPart.of(page, letters);
    LeftOut outside = LeftOut.of(OUTSIDE, letters.all(page) - letters.all(main));
    BlockWriter writer = new BlockWriter();
    new BlockWalk(writer).read(main);
    List<String> blocks = writer.blocks();
    long written = Letters.ofBlocks(blocks);
    return new ParsedText(
        title, blocks, clutter.plus(outside), List.of(), written - letters.all(main));
  }
}
