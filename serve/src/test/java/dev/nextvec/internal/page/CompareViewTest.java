package dev.nextvec.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.serve.RunFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison of a folder of runs: what is sealed and of these weights, or nothing. */
class CompareViewTest {
  private static final Pattern ROW =
      Pattern.compile("<th scope=\"row\">([^<]*)</th><td class=\"n\">");
  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data = Path.of("");
  private static Path tested = Path.of("");
  private final ComparisonSource source = new ComparisonSource(BesideRuns.NOTHING);

  @BeforeAll
  static void makeRuns() throws IOException {
    data = RunFixtures.data(shared, 40);
    tested = shared.resolve("runs");
    for (String name : List.of("one", "two")) {
      RunFixtures.tested(RunFixtures.run(tested, name, data, 3, 3), data);
    }
  }

  @AfterEach
  void end() {
    source.close();
  }

  private String body(Path runs, Query query) throws Exception {
    CompareView view = new CompareView(Optional.of(new RunFolder(runs)), source);
    for (int i = 0; i < 400; i++) {
      String body = view.body(query);
      if (!body.contains("data-again")) {
        return body;
      }
    }
    throw new AssertionError("the comparison did not come");
  }

  private static List<String> rows(String body) {
    int table = body.indexOf("figures-table");
    Matcher rows = ROW.matcher(body.substring(table, body.indexOf("</table>", table)));
    List<String> names = new ArrayList<>();
    while (rows.find()) {
      names.add(rows.group(1));
    }
    return names;
  }

  private static Query query(String text) {
    return Query.parse(text);
  }

  @Test
  void theVerdictIsSaidFirstAndEveryRowIsThere() throws Exception {
    String body = body(tested, Query.none());
    assertThat(body.indexOf("class=\"headline\"")).isLessThan(body.indexOf("figures-table"));
    assertThat(rows(body)).contains("amn", "ridge", "random").hasSize(7);
    assertThat(body).contains("Pairs:", "What to use", "Method", "aria-sort=\"descending\"");
  }

  @Test
  void rowsAreSortedChosenAndNamedByTheAddress() throws Exception {
    assertThat(rows(body(tested, query("sort=name")))).isSorted();
    assertThat(rows(body(tested, query("rows=networks"))))
        .as("runs that differ only in their seed are one row")
        .containsExactly("amn");
    assertThat(rows(body(tested, query("name=aver"))))
        .containsExactlyInAnyOrder("linear average", "learned average");
    List<String> down = rows(body(tested, query("sort=mrr")));
    List<String> up = rows(body(tested, query("sort=mrr&up=1")));
    assertThat(up.getFirst()).isEqualTo(down.getLast());
    assertThat(body(tested, query("column=flops")))
        .contains(">FLOPs</a>")
        .doesNotContain(">R@10</a>");
  }

  @Test
  void whatThereIsNotIsRefused() {
    for (String wrong : List.of("sort=x", "rows=x", "column=x", "runs=x")) {
      assertThatThrownBy(() -> body(tested, query(wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("`x`");
    }
  }

  @Test
  void aRunThatIsNotTestedIsNamedWithTheCommandThatTestsIt() throws Exception {
    Path runs = folder.resolve("runs");
    RunFixtures.tested(RunFixtures.run(runs, "one", data, 3, 3), data);
    RunFixtures.run(runs, "later", data, 3, 3);
    String body = body(runs, Query.none());
    assertThat(rows(body)).contains("one").doesNotContain("later");
    assertThat(body).contains("nextvec evaluate " + runs.resolve("later"));
  }

  @Test
  void nothingIsShownOfWeightsThatAreOthersNow() throws Exception {
    Path runs = folder.resolve("runs");
    RunDirectory one = RunFixtures.run(runs, "one", data, 3, 3);
    RunFixtures.tested(one, data);
    assertThat(rows(body(runs, Query.none()))).contains("one");
    Path weights = one.path().resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 3] ^= 1;
    Files.write(weights, bytes);
    assertThat(body(runs, Query.none()))
        .contains("No run here was tested since it was trained")
        .doesNotContain("figures-table");
  }

  @Test
  void aResultThatWasChangedIsRefusedNotShown() throws Exception {
    Path runs = folder.resolve("runs");
    RunDirectory one = RunFixtures.run(runs, "one", data, 3, 3);
    RunFixtures.tested(one, data);
    Path result = one.path().resolve("evaluation.json");
    Files.writeString(result, Files.readString(result).replaceFirst("(\"mse\" : 0\\.)\\d", "$19"));
    Files.setLastModifiedTime(result, java.nio.file.attribute.FileTime.fromMillis(1));
    assertThat(body(runs, Query.none()))
        .contains("<code>one</code> is not compared")
        .doesNotContain("figures-table");
  }

  @Test
  void withoutTheCheckForLeaksThereIsNoFigure() throws Exception {
    Path runs = folder.resolve("runs");
    RunDirectory one = RunFixtures.run(runs, "one", data, 3, 3);
    RunFixtures.tested(one, data);
    Path leaks =
        dev.nextvec.internal.eval.Baselines.directory(
                dev.nextvec.internal.eval.Baselines.cache(one.path()), one.info().provenance())
            .resolve("leaks.json");
    Files.delete(leaks);
    assertThat(body(runs, Query.none()))
        .contains("the split was not checked for leaks yet", "nextvec compare")
        .doesNotContain("figures-table");
  }

  @Test
  void anEmptyFolderAndNoFolderSayWhatMakesRuns() throws Exception {
    assertThat(body(Files.createDirectories(folder.resolve("none")), Query.none()))
        .contains("There are no runs in", "nextvec train DATASET --out");
    assertThat(new CompareView(Optional.empty(), source).body(Query.none()))
        .contains("shows no runs");
  }

  @Test
  void hostileNamesAreText() throws Exception {
    Path runs = folder.resolve("runs");
    String name = "<img src=x onerror=alert(1)>'\"&";
    RunFixtures.tested(RunFixtures.run(runs, name, data, 3, 3), data);
    RunFixtures.run(runs, "b" + name, data, 3, 3);
    assertThat(body(runs, Query.none())).doesNotContain("<img").contains("&lt;img src=x");
    assertThat(
            new TrainView(Optional.of(new RunBoard(new RunFolder(runs))), true).body(Query.none()))
        .doesNotContain("<img")
        .contains("&lt;img src=x");
  }
}
