package dev.nextvec.text;

import java.util.IdentityHashMap;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Letters under each element of a tree, those in links and in links to the same page too. */
final class LetterCount implements NodeVisitor {
  private final IdentityHashMap<Node, long[]> counts = new IdentityHashMap<>();
  private static final int ALL = 0;
  private static final int LINKED = 1;
  private static final int IN_PAGE = 2;

  private LetterCount() {}

  static LetterCount of(Element root) {
    LetterCount count = new LetterCount();
    count.counts.put(root, new long[3]);
    root.traverse(count);
    return count;
  }

  /** All letters. */
  long all(Element element) {
    return get(element, ALL);
  }

  /** Whether at least this share of the letters stands in links; not where there is no letter. */
  boolean mostlyLinks(Element element, double share) {
    return all(element) > 0 && get(element, LINKED) >= share * all(element);
  }

  /** Whether all letters stand in links to places of the same page. */
  boolean onlyLinksToThisPage(Element element) {
    return all(element) > 0 && get(element, IN_PAGE) == all(element);
  }

  private long get(Element element, int kind) {
    long[] found = counts.get(element);
    return found == null ? 0 : found[kind];
  }

  @Override
  public void head(Node node, int depth) {
    if (node instanceof Element) {
      counts.put(node, new long[3]);
    }
  }

  @Override
  public void tail(Node node, int depth) {
    long[] own = counts.getOrDefault(node, new long[3]);
    if (node instanceof TextNode text) {
      own[ALL] = Letters.count(text.getWholeText());
    } else if (node instanceof DataNode data) {
      own[ALL] = Letters.count(data.getWholeData());
    } else if (node instanceof Element element) {
      own[ALL] += Letters.count(Lines.alternative(element));
      if (element.normalName().equals("a") && element.hasAttr("href")) {
        own[LINKED] = own[ALL];
        own[IN_PAGE] = element.attr("href").startsWith("#") ? own[ALL] : 0;
      }
    }
    Node parent = node.parent();
    long[] above = parent == null ? null : counts.get(parent);
    if (above != null) {
      for (int kind = 0; kind < above.length; kind++) {
        above[kind] += own[kind];
      }
    }
  }
}
