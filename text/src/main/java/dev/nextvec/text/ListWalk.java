package dev.nextvec.text;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/**
 * Lists and lists of definitions. An item that is a line or a short paragraph, nested lists
 * included, becomes one line; one that holds more is walked through like any part of a page.
 */
final class ListWalk {
  private static final int LONGEST_LINE = 600;
  private static final String MORE = "pre, table, h1, h2, h3, h4, h5, h6, blockquote, figure, hr";

  private final BlockWalk walk;
  private final BlockWriter writer;
  private final List<String> items = new ArrayList<>();
  private final String introduction;
  private String term = "";
  private boolean defined;
  private boolean afterMore;

  ListWalk(BlockWalk walk, BlockWriter writer) {
    this.walk = walk;
    this.writer = writer;
    introduction = writer.introduction();
  }

  void list(Element list) {
    for (Node node : list.childNodes()) {
      if (node instanceof Element item && !isLine(item)) {
        items();
        writer.under(introduction);
        afterMore = true;
        walk.read(item);
      } else {
        items.add(Lines.of(node));
      }
    }
    items();
  }

  /** Terms with their definitions; HTML allows groups of both in a {@code div}. */
  void definitions(Element list) {
    entries(list);
    term();
    items();
  }

  private void entries(Element list) {
    for (Node node : list.childNodes()) {
      if (!(node instanceof Element entry)) {
        define(Lines.of(node));
      } else if (entry.normalName().equals("div")) {
        entries(entry);
      } else if (entry.normalName().equals("dt")) {
        startTerm(Lines.of(entry));
      } else if (isLine(entry)) {
        define(Lines.of(entry));
      } else {
        items();
        writer.under(introduction);
        afterMore = true;
        writer.heading(term);
        term = "";
        walk.read(entry);
      }
    }
  }

  private void startTerm(String next) {
    if (defined || term.isEmpty()) {
      term();
      term = next;
    } else if (!next.isEmpty()) {
      term = term + ", " + next; // several terms, one definition
    }
  }

  private void define(String definition) {
    if (definition.isEmpty()) {
      return;
    }
    String mark = defined ? Punctuation.semicolon(term) : Punctuation.colon(term);
    term = term.isEmpty() ? definition : term + mark + " " + definition;
    defined = true;
  }

  private void term() {
    items.add(term);
    term = "";
    defined = false;
  }

  private void items() {
    if (afterMore && items.stream().anyMatch(item -> !item.isEmpty())) {
      writer.under(introduction);
    }
    writer.items(items);
    items.clear();
  }

  private static boolean isLine(Element item) {
    return item.selectFirst(MORE) == null
        && (item.selectFirst("p, ul, ol, dl, div") == null
            || (Lines.of(item).length() <= LONGEST_LINE && item.select("p").size() <= 2));
  }
}
