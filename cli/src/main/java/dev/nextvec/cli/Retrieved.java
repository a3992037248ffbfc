package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.report.Printable;
import dev.nextvec.internal.rerank.Reranker;
import dev.nextvec.internal.wording.Beginning;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Strategy;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was found.
 *
 * @param strategy by which
 * @param hits best first
 * @param beside what plain strategies find, by their name
 */
record Retrieved(Strategy strategy, List<Hit> hits, Map<String, List<Hit>> beside) {
  private static final int SHOWN = 400;

  private static final String SHARES =
      " (scores: how likely each is to come next, if one of the first %d does)"
          .formatted(Reranker.CANDIDATES);

  String text() {
    StringBuilder text = new StringBuilder();
    String shares = strategy instanceof Strategy.Reranked ? SHARES : "";
    text.append("by %s%s:%n".formatted(strategy.label(), shares));
    if (hits.isEmpty()) {
      text.append("  nothing%n".formatted());
    }
    hits.forEach(hit -> text.append(line(hit, note(hit))));
    beside.forEach(
        (name, found) -> {
          List<Hit> only = found.stream().filter(hit -> rank(hit, hits) == 0).toList();
          text.append(
              "%nby %s, not found above (%d of %d):%n".formatted(name, only.size(), found.size()));
          only.forEach(hit -> text.append(line(hit, "")));
        });
    return text.toString();
  }

  private static String line(Hit hit, String note) {
    String shown = shown(hit.text());
    String title = hit.title().isEmpty() ? "" : " (" + Printable.line(hit.title()) + ")";
    return String.format(
        Locale.ROOT,
        "%3d  %.4f  %s, chunk %d%s%s%n%s",
        hit.rank(),
        hit.score(),
        Printable.line(hit.document()),
        hit.position(),
        title,
        note,
        shown.isEmpty() ? "" : "     " + shown + System.lineSeparator());
  }

  /** The words of a chunk in one line, by their beginning where they are many. */
  static String shown(String text) {
    return Beginning.of(Printable.line(text.replaceAll("\\s+", " ")), SHOWN, "...");
  }

  /** Where the plain strategies have a hit. */
  private String note(Hit hit) {
    StringBuilder note = new StringBuilder();
    beside.forEach(
        (name, found) -> note.append("; ").append(place(name, rank(hit, found), found.size())));
    return note.toString();
  }

  private static String place(String name, int rank, int found) {
    if (found == 0) {
      return name + " found nothing";
    }
    return rank == 0 ? "not in %s's first %d".formatted(name, found) : name + " " + rank;
  }

  /** The place of the same chunk in a list; 0 if it is not there. */
  private static int rank(Hit hit, List<Hit> in) {
    return in.stream()
        .filter(o -> o.document().equals(hit.document()) && o.position() == hit.position())
        .mapToInt(Hit::rank)
        .findFirst()
        .orElse(0);
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("strategy", strategy.label());
    hits(json.putArray("hits"), hits);
    if (!beside.isEmpty()) {
      ObjectNode others = json.putObject("beside");
      beside.forEach((name, found) -> hits(others.putArray(name), found));
    }
    return json;
  }

  private static void hits(ArrayNode array, List<Hit> hits) {
    for (Hit hit : hits) {
      ObjectNode json = array.addObject().put("rank", hit.rank()).put("score", hit.score());
      hit.cosine().ifPresent(cosine -> json.put("cosine", cosine));
      json.put("document", hit.document()).put("position", hit.position());
      json.put("title", hit.title()).put("text", hit.text());
    }
  }
}
