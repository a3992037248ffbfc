package dev.nextvec.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/**
 * A table of data, row by row, each cell with the header of its column: {@code Plan: Starter;
 * Price: 9 EUR}. A cell that spans rows is said in each of them, unless it is long. A header that
 * is long, or that no cell stands under, is said by itself, once.
 */
final class TableText {
  private static final int SAID_AGAIN = 80;
  private static final int MOST_COLUMNS = 1000; // HTML, "colspan"

  /** A cell that reaches down into this many further rows. */
  private record Reach(String text, int rows) {}

  /** The header of one or more columns. */
  private record Header(String text) {}

  private final Element table;
  private final List<String> rows = new ArrayList<>();
  private final SortedMap<Integer, Header> headers = new TreeMap<>();
  private final Set<Header> unused = new LinkedHashSet<>();
  private SortedMap<Integer, Reach> open = new TreeMap<>(); // into the row at hand
  private SortedMap<Integer, Reach> reaching = new TreeMap<>(); // into the next one
  private boolean inHeader = true;

  TableText(Element table) {
    this.table = table;
  }

  /** The title above the table. */
  Optional<String> caption() {
    return Optional.of(
            table.children().stream()
                .filter(TableText::isCaption)
                .map(Lines::of)
                .collect(Collectors.joining(" ")))
        .filter(caption -> !caption.isBlank());
  }

  /** What the rows say. */
  List<String> rows() {
    part(table, false);
    sayUnused();
    return rows;
  }

  private void part(Element part, boolean head) {
    for (Node node : part.childNodes()) {
      String name = node instanceof Element element ? element.normalName() : "";
      switch (name) {
        case "thead" -> part((Element) node, true);
        case "tbody", "tfoot", "colgroup" -> part((Element) node, head);
        case "tr" -> row((Element) node, head);
        default -> {
          if (!part.equals(table) || !name.equals("caption")) {
            say(Lines.of(node));
          }
        }
      }
    }
  }

  private void row(Element row, boolean head) {
    open = reaching;
    reaching = new TreeMap<>();
    List<Node> cells =
        row.childNodes().stream()
            .filter(n -> n instanceof Element || !Lines.of(n).isEmpty())
            .toList();
    boolean allHeaders = !cells.isEmpty() && cells.stream().allMatch(TableText::isHeader);
    boolean title = cells.size() == 1 && span(cells.get(0), "colspan") > 1;
    if (title && (head || allHeaders)) {
      say(Lines.of(cells.get(0)));
    } else if (head || (allHeaders && (inHeader || cells.size() > 1))) {
      headers(cells);
    } else {
      inHeader = false;
      cells(cells);
    }
  }

  private void headers(List<Node> cells) {
    if (!inHeader) {
      sayUnused();
      headers.clear();
    }
    inHeader = true;
    int column = 0;
    for (Node cell : cells) {
      column = free(column, new ArrayList<>(), false);
      int width = span(cell, "colspan");
      String text = Lines.of(cell);
      for (int i = column; i < column + width; i++) {
        Header above = headers.get(i);
        headers.put(i, new Header(above == null ? text : (above.text() + " " + text).strip()));
      }
      reach(column, width, "", span(cell, "rowspan"));
      column += width;
    }
    free(column, new ArrayList<>(), true);
    unused.clear();
    headers.values().stream().filter(h -> !h.text().isEmpty()).forEach(unused::add);
  }

  private void cells(List<Node> cells) {
    List<String> parts = new ArrayList<>();
    int column = 0;
    for (Node cell : cells) {
      column = free(column, parts, false);
      int width = span(cell, "colspan");
      String text = Lines.of(cell);
      if (!text.isEmpty()) {
        boolean names = isHeader(cell) && headers.get(column) == null;
        parts.add(names ? text + Punctuation.colon(text) : labelled(column, width, text));
      }
      reach(column, width, text.length() <= SAID_AGAIN ? text : "", span(cell, "rowspan"));
      column += width;
    }
    free(column, parts, true);
    say(joined(parts));
  }

  /** The next column that no cell from above reaches into; those are said on the way. */
  private int free(int from, List<String> parts, boolean toEnd) {
    int column = from;
    while (open.containsKey(column) || (toEnd && !open.isEmpty())) {
      Reach reach = open.remove(column);
      if (reach != null) {
        if (!reach.text().isEmpty()) {
          parts.add(labelled(column, 1, reach.text()));
        }
        reach(column, 1, reach.text(), reach.rows());
      }
      column++;
    }
    return column;
  }

  private void reach(int column, int width, String text, int height) {
    for (int i = 0; i < width && height > 1; i++) {
      reaching.put(column + i, new Reach(i == 0 ? text : "", height - 1));
    }
  }

  /** With the headers of the columns that a cell stands in; one that spans all has none. */
  private String labelled(int column, int width, String text) {
    if (width > 1
        && headers.headMap(column).isEmpty()
        && headers.tailMap(column + width).isEmpty()) {
      return text;
    }
    Set<Header> above = new LinkedHashSet<>(headers.subMap(column, column + width).values());
    String label =
        above.stream()
            .map(Header::text)
            .filter(header -> !header.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    if (label.isEmpty() || label.length() > SAID_AGAIN) {
      return text;
    }
    unused.removeAll(above);
    return label + Punctuation.colon(label) + " " + text;
  }

  private void sayUnused() {
    say(joined(unused.stream().map(Header::text).toList()));
    unused.clear();
  }

  private void say(String line) {
    if (!line.isEmpty()) {
      rows.add(line);
    }
  }

  private static String joined(List<String> parts) {
    StringBuilder line = new StringBuilder();
    for (String part : parts) {
      line.append(line.isEmpty() ? "" : Punctuation.semicolon(line) + " ").append(part);
    }
    return line.toString();
  }

  private static int span(Node cell, String attribute) {
    String value = cell.attr(attribute).strip();
    return value.matches("[0-9]{1,5}") ? Math.clamp(Integer.parseInt(value), 1, MOST_COLUMNS) : 1;
  }

  private static boolean isHeader(Node cell) {
    return cell instanceof Element element && element.normalName().equals("th");
  }

  private static boolean isCaption(Element element) {
    return element.normalName().equals("caption");
  }

  /** Whether the table only places the parts of a page. */
  static boolean isLayout(Element table) {
    String role = table.attr("role");
    if (role.equals("presentation") || role.equals("none")) {
      return true;
    }
    List<Element> rows =
        table.select("tr").stream().filter(row -> table.equals(row.closest("table"))).toList();
    boolean named =
        rows.stream().flatMap(row -> row.children().stream()).anyMatch(TableText::isHeader);
    boolean oneColumn = rows.stream().allMatch(row -> row.childrenSize() <= 1);
    String parts = named ? "h1, h2" : "table, h1, h2, h3, h4, h5, h6, pre, form, .title";
    return (oneColumn && !named)
        || table.select(parts).stream()
            .anyMatch(e -> !e.equals(table) && e.closest("caption") == null);
  }
}
