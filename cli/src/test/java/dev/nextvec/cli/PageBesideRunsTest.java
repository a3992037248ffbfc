package dev.nextvec.cli;

import static dev.nextvec.cli.Invoked.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.internal.report.Html;
import dev.nextvec.serve.ModelServer;
import dev.nextvec.serve.ServeSettings;
import dev.nextvec.serve.ServeSettings.EncoderChoice;
import dev.nextvec.serve.ServeSettings.Shown;
import dev.nextvec.serve.ServeSettings.Source;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages and an index stand on the page as they do in {@code compare}, or it says why not. */
class PageBesideRunsTest {
  @TempDir Path folder = Path.of("");
  private Path data = Path.of("");
  private Path runs = Path.of("");
  private Path model = Path.of("");
  private Path index = Path.of("");

  @BeforeEach
  void make() throws Exception {
    data = RetrieveTest.words(folder.resolve("data"), 60, 10);
    runs = folder.resolve("runs");
    train("amn", 42);
    model = folder.resolve("handbook.model");
    done("export", runs.resolve("amn"), "--out", model, "--speed-seconds=0.01");
    index = folder.resolve("corpus.index");
    done("index", data, "--out", index, "--model", model);
  }

  private void train(String name, int seed) throws Exception {
    done(
        "train",
        data,
        "--model-type=amn",
        "--out=" + runs.resolve(name),
        "--epochs=1",
        "--hidden=8",
        "--threads=1",
        "--speed-seconds=0.01",
        "--split-seed=" + seed);
  }

  private JsonNode compared() throws Exception {
    return new ObjectMapper()
        .readTree(
            done("compare", runs, model, "--index", index, "--json", "--speed-seconds=0.01").out());
  }

  private String page(Optional<Path> searched, List<Source> served, Path... packages)
      throws Exception {
    Shown shown =
        new Shown(Optional.of(runs), Optional.empty(), false).beside(List.of(packages), searched);
    ServeSettings settings =
        ServeSettings.of(served, shown).at(ServeSettings.HOST, 0).with(new EncoderChoice.None());
    try (ModelServer server = ModelServer.start(settings);
        HttpClient http = HttpClient.newHttpClient()) {
      server.load();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url() + "/compare"))
              .header("Accept", "text/html")
              .build();
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

  @Test
  void whatTheCommandMeasuredIsShownAndWhatItDidNotIsNamedWithIt() throws Exception {
    done("compare", runs, "--json", "--speed-seconds=0.01");
    String before = page(Optional.of(index), List.of(), model);
    assertThat(before)
        .contains("<code>handbook.model</code> was not tested on these windows yet.")
        .contains("<code>corpus.index</code> was not measured on these test documents yet.")
        .contains("nextvec compare %s %s<".formatted(runs, model))
        .contains("nextvec compare %s --index %s<".formatted(runs, index))
        .doesNotContain("id=\"corpus-search\"");
    JsonNode json = compared();
    String name =
        json.path("rows").findValuesAsText("name").stream()
            .filter(each -> each.startsWith("handbook"))
            .findFirst()
            .orElseThrow();
    for (String page :
        List.of(
            page(Optional.of(index), List.of(), model),
            page(Optional.empty(), List.of(Source.of(model), Source.of(index))))) {
      assertThat(page)
          .contains("<th scope=\"row\">" + name + "</th>", "id=\"corpus-search\"")
          .doesNotContain(" yet.");
      json.get("warnings")
          .forEach(warning -> assertThat(page).contains(Html.sentence(warning.asText())));
      json.get("findings")
          .forEach(finding -> assertThat(page).contains(Html.sentence(finding.asText())));
      assertThat(page).contains(Html.headline(json.at("/summary/verdict").asText()));
    }
  }

  /** The second package has the name of the first, the third that of a run. */
  @Test
  void modelsOfOneNameAreToldApartAsTheCommandTellsThemApart() throws Exception {
    Path twin = copied(folder.resolve("twin/handbook.model"));
    Path namesake = copied(folder.resolve("twin/amn"));
    JsonNode json =
        new ObjectMapper()
            .readTree(
                done("compare", runs, model, twin, namesake, "--json", "--speed-seconds=0.01")
                    .out());
    String page = page(Optional.empty(), List.of(), model, twin, namesake);
    List<String> names = json.path("rows").findValuesAsText("name");
    assertThat(names).contains("runs/amn", "twin/amn", "twin/handbook.model");
    names.forEach(name -> assertThat(page).contains("<th scope=\"row\">" + name + "</th>"));
  }

  private Path copied(Path target) throws Exception {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }

  @Test
  void whatIsDamagedOrOfAnotherSplitIsNoPartOfIt() throws Exception {
    compared();
    Path result = index.resolve("evaluation.json");
    Files.writeString(result, Files.readString(result).replaceFirst("(\"windows\" : )\\d", "$19"));
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 3] ^= 1;
    Files.write(weights, bytes);
    Path moved = runs;
    runs = folder.resolve("others");
    train("other", 7);
    Path other = folder.resolve("other.model");
    done("export", runs.resolve("other"), "--out", other, "--speed-seconds=0.01");
    runs = moved;
    assertThat(page(Optional.of(index), List.of(), model, other))
        .contains("<code>handbook.model</code> is not compared: ")
        .contains("<code>corpus.index</code> is not compared: ")
        .contains("<code>other.model</code> is not compared: it learned from another split")
        .doesNotContain("id=\"corpus-search\"", "<th scope=\"row\">handbook");
  }
}
