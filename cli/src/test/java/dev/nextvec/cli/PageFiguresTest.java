package dev.nextvec.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.compare.Figures;
import dev.nextvec.internal.report.Html;
import dev.nextvec.serve.ModelServer;
import dev.nextvec.serve.ServeSettings;
import dev.nextvec.serve.ServeSettings.Shown;
import dev.nextvec.stats.Interval;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page shows what {@code compare} says of the same runs, cell by cell and word by word. */
@Tag("slow")
class PageFiguresTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern COLUMN = Pattern.compile("name=\"column\" value=\"([^\"]+)\"");
  private static final Pattern ROW = Pattern.compile("<tr[^>]*><th scope=\"row\">(.*?)</tr>");
  private static final Pattern CELL = Pattern.compile("<td[^>]*>(.*?)</td>");

  @TempDir Path folder;

  /** Where JSON has a figure, and how a table writes it. */
  private static final Map<String, Function<JsonNode, String>> FIGURES = figures();

  private static Map<String, Function<JsonNode, String>> figures() {
    Map<String, Function<JsonNode, String>> all = new LinkedHashMap<>();
    all.put("validation", row -> cosine(row, "/validation_cosine"));
    all.put("train", PageFiguresTest::train);
    all.put("mse", row -> String.format(Locale.ROOT, "%.6f", row.at("/mse").asDouble()));
    all.put("mean-removed", row -> cosine(row, "/mean_removed_cosine"));
    for (String threshold : List.of("0.5", "0.7", "0.9")) {
      all.put("above-" + threshold, row -> Figures.share(row.at("/top_k/" + threshold).asDouble()));
    }
    for (String metric :
        List.of(
            "recall_at_1",
            "recall_at_5",
            "recall_at_10",
            "recall_at_50",
            "mrr",
            "contrastive_accuracy")) {
      all.put(metric, row -> cosine(row, "/retrieval/test/" + metric));
    }
    all.put("parameters", row -> Figures.count(row.at("/parameters").asLong()));
    all.put("flops", row -> Figures.compact(row.at("/flops").asDouble()));
    all.put(
        "memory",
        row ->
            Figures.bytes(row.at("/weight_bytes").asLong() + row.at("/activation_bytes").asLong()));
    all.put("latency", row -> Figures.milliseconds(row.at("/latency_ms/p50").asDouble()));
    all.put("throughput", row -> Figures.compact(row.at("/predictions_per_second/32").asDouble()));
    all.put("training-seconds", row -> Figures.duration(row.at("/training_seconds").asDouble()));
    return all;
  }

  private static String cosine(JsonNode row, String at) {
    return row.at(at).isMissingNode() ? "n/a" : Figures.cosine(row.at(at).asDouble());
  }

  private static String train(JsonNode row) {
    int best = row.path("best_epoch").asInt();
    return best == 0 ? "n/a" : cosine(row, "/history/%d/train_cosine".formatted(best - 1));
  }

  private static String page(ModelServer server, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Accept", "text/html")
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < 200; i++) {
        String body = http.send(request, BodyHandlers.ofString()).body();
        if (!body.contains("data-again")) {
          return body;
        }
        Thread.sleep(100);
      }
    }
    throw new AssertionError("the comparison did not come");
  }

  private static Map<String, List<String>> rows(String html) {
    String table = html.substring(html.indexOf("figures-table"));
    Matcher found = ROW.matcher(table.substring(0, table.indexOf("</table>")));
    Map<String, List<String>> rows = new LinkedHashMap<>();
    while (found.find()) {
      String name = found.group(1).replaceFirst("</th>.*", "");
      Matcher cells = CELL.matcher(found.group(1));
      List<String> texts = new ArrayList<>();
      while (cells.find()) {
        texts.add(cells.group(1).replaceAll("<svg.*</svg>", "").replaceAll("<[^>]+>", ""));
      }
      rows.put(name, texts);
    }
    return rows;
  }

  @Test
  void everyCellIsThatOfTheCommand() throws Exception {
    Path data = TinyData.dataset(folder.resolve("walk"), 60, 12, 1);
    Path runs = folder.resolve("runs");
    Invoked.done(
        "train",
        data,
        "--model-type",
        "all",
        "--out",
        runs,
        "--hidden",
        16,
        "--epochs",
        2,
        "--test-share",
        0.4,
        "--heads",
        2,
        "--feed-forward",
        16,
        "--threads",
        1,
        "--speed-seconds",
        "0.01",
        "--device",
        "cpu");
    JsonNode json =
        JSON.readTree(Invoked.done("compare", runs, "--json", "--speed-seconds", "0.01").out());
    Shown shown = new Shown(Optional.of(runs), Optional.empty(), false);
    try (ModelServer server =
        ModelServer.start(ServeSettings.of(List.of(), shown).at(ServeSettings.HOST, 0))) {
      server.load();
      Matcher columns = COLUMN.matcher(page(server, "/compare"));
      List<String> keys = columns.results().map(found -> found.group(1)).toList();
      assertThat(keys).containsExactlyElementsOf(FIGURES.keySet());
      String html = page(server, "/compare?column=" + String.join("&column=", keys));
      Map<String, List<String>> rows = rows(html);
      List<String> names = new ArrayList<>();
      json.get("rows").forEach(row -> names.add(row.get("name").asText()));
      assertThat(rows.keySet()).containsExactlyElementsOf(names);
      for (JsonNode row : json.get("rows")) {
        compare(row, json, keys, requireNonNull(rows.get(row.get("name").asText())));
      }
      words(html, json);
    }
  }

  private static void compare(JsonNode row, JsonNode json, List<String> keys, List<String> cells) {
    String name = row.get("name").asText();
    JsonNode linear = row.path("versus_linear_average");
    assertThat(cells.get(0)).as(name).isEqualTo(cosine(row, "/test_cosine/mean"));
    JsonNode ends = row.at("/test_cosine/interval");
    assertThat(cells.get(1))
        .as(name)
        .isEqualTo(
            Figures.interval(new Interval(ends.get(0).asDouble(), ends.get(1).asDouble(), 0.95)));
    if (linear.isMissingNode()) {
      assertThat(cells.get(2)).isEqualTo("baseline");
    } else {
      assertThat(cells.get(2))
          .as(name)
          .isIn(
              Figures.percent(linear.path("percent").asDouble()),
              Figures.difference(linear.get("difference").asDouble()));
      assertThat(cells.get(3).replaceAll("\\W+$", ""))
          .as(name)
          .isEqualTo(linear.get("verdict").asText().replace('_', ' '));
    }
    String highest = json.at("/rows/0/name").asText();
    if (!name.equals(highest)) {
      assertThat(cells.get(4).replaceAll("\\W+$", ""))
          .as(name + " against " + highest)
          .isEqualTo(turned(json, highest, name));
    }
    for (int i = 0; i < keys.size(); i++) {
      assertThat(Html.escape(requireNonNull(FIGURES.get(keys.get(i))).apply(row)))
          .as("%s of %s", keys.get(i), name)
          .isEqualTo(cells.get(5 + i));
    }
  }

  /** The verdict on a pair, from its lower side. */
  private static String turned(JsonNode json, String highest, String name) {
    for (JsonNode pair : json.get("pairs")) {
      if (pair.get("first").asText().equals(highest) && pair.get("second").asText().equals(name)) {
        return pair.get("verdict").asText().equals("better")
            ? "worse"
            : pair.get("verdict").asText().replace('_', ' ');
      }
    }
    throw new AssertionError("no pair of " + highest + " and " + name);
  }

  /** Verdict, findings and warnings, but those of how busy the machine was. */
  private static void words(String html, JsonNode json) {
    assertThat(html).contains(Html.headline(json.at("/summary/verdict").asText()));
    for (String part : List.of("findings", "warnings")) {
      for (JsonNode sentence : json.get(part)) {
        assertThat(html).contains(Html.sentence(sentence.asText()));
      }
    }
  }
}
