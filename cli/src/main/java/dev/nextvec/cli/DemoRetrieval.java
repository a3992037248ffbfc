package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.report.Printable;
import dev.nextvec.internal.wording.Beginning;
import dev.nextvec.internal.workflow.Retrieving;
import dev.nextvec.progress.Monitor;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is found in one place, which a fixed rule chooses: the middle window of the first test
 * document.
 *
 * @param place where
 * @param context how many chunks come before
 * @param next the true next chunk
 * @param found what each strategy finds, by its name
 */
record DemoRetrieval(Context.Place place, int context, Hit next, Map<String, Found> found) {
  private static final int SHOWN = 70;

  /**
   * What one strategy finds.
   *
   * @param first its first hit
   * @param rank of the true next chunk
   */
  record Found(Hit first, int rank) {}

  /**
   * Searches.
   *
   * @param index made for the model
   * @param highest the strategy with the highest MRR
   */
  static DemoRetrieval of(
      Dataset dataset, Split split, Path index, Path model, String highest, Monitor monitor)
      throws IOException {
    Windows windows = dataset.windows(split.contextLength());
    int first = windows.document(split.test()[0]);
    int[] own = Arrays.stream(split.test()).filter(w -> windows.document(w) == first).toArray();
    Document document = windows.documents().get(first);
    long at = windows.targetRow(own[own.length / 2]) - document.first();
    Context.Place place = new Context.Place(document.id(), at);
    Map<String, Found> found = new LinkedHashMap<>();
    @Nullable Hit next = null;
    try (Retrieving open =
        Retrieving.open(index, Optional.of(model), Strategy.Vector.MODEL.label(), monitor)) {
      Retriever retriever = open.retriever();
      Search all = Search.of(Math.toIntExact(dataset.count()));
      Set<Strategy> asked =
          new LinkedHashSet<>(
              List.of(Strategy.Vector.PERSISTENCE, Strategy.Vector.MODEL, Strategy.parse(highest)));
      for (Strategy each : asked) {
        List<Hit> hits = retriever.withStrategy(each).search(retriever.at(place), all);
        Hit target =
            hits.stream()
                .filter(hit -> hit.document().equals(document.id()) && hit.position() == at)
                .findFirst()
                .orElseThrow();
        found.put(each.label(), new Found(hits.getFirst(), target.rank()));
        next = target;
      }
    }
    return new DemoRetrieval(place, split.contextLength(), Objects.requireNonNull(next), found);
  }

  /** What a strategy that was asked finds. */
  Found by(String strategy) {
    return Objects.requireNonNull(found.get(strategy), strategy);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%nAfter chunks %d to %d of %s,%nthe middle of the first test document:%n"
            .formatted(place.at() - context, place.at() - 1, Printable.line(place.document())));
    found.forEach((name, each) -> text.append(line(who(name), " finds", each.first())));
    text.append(line("the true next chunk", " was", next));
    text.append("  Its rank: ");
    List<String> ranks =
        found.entrySet().stream()
            .map(each -> each.getValue().rank() + " by " + who(each.getKey()))
            .toList();
    return text.append(String.join(", ", ranks)).append(".\n").toString();
  }

  private static String who(String strategy) {
    return strategy.equals(Strategy.Vector.MODEL.label()) ? "the model" : strategy;
  }

  private static String line(String who, String verb, Hit hit) {
    String words = Printable.line(hit.text().replaceAll("\\s+", " "));
    return "  %s%s %s, chunk %d:%n    %s%n"
        .formatted(
            who,
            verb,
            Printable.line(hit.document()),
            hit.position(),
            Beginning.of(words, SHOWN, "..."));
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("document", place.document()).put("at", place.at());
    json.put("next", next.text());
    found.forEach(
        (name, each) ->
            json.putObject(name)
                .put("document", each.first().document())
                .put("position", each.first().position())
                .put("text", each.first().text())
                .put("rank_of_next", each.rank()));
    return json;
  }
}
