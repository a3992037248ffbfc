package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunLock;
import dev.nextvec.run.RunInfo;
import dev.nextvec.serve.ServeSettings.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** Compare, Train, Map and Data as people have them, in a browser. */
@Tag("slow")
@SuppressWarnings("NullAway.Init") // until the first method has run
class ViewsBrowserTest {
  private static final String HOSTILE = "<img src=x onerror=\"document.title='run'\">'&";

  @TempDir static Path folder;
  private static Path data;
  private static Path runs;
  private static ServeSettings settings;
  private static ModelServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.open();
    data = RunFixtures.data(folder, 40);
    runs = folder.resolve("runs");
    RunDirectory tested = RunFixtures.run(runs, "tested", data, 6, 6);
    RunFixtures.tested(tested, data);
    RunFixtures.run(runs, "untested", data, 4, 9);
    RunFixtures.run(runs, HOSTILE, data, 3, 9);
    Shown shown = new Shown(Optional.of(runs), Optional.of(data), true);
    settings =
        ServeSettings.of(List.of(ServeSettings.Source.of(Fixtures.amn(folder))), shown)
            .at(ServeSettings.HOST, 0)
            .with(new ServeSettings.EncoderChoice.Given(WordEncoder::new));
    server = Fixtures.started(settings);
    for (String path : List.of("/compare", "/map", "/data")) {
      shown(path); // what is computed once is computed
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void asUsual() {
    browser.sized(1280, 900).dark(false).scripts(true);
  }

  private static void shown(String path) throws Exception {
    browser.at(server.url() + path);
    browser.until(path, () -> browser.all("[data-again]").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "390,844,false",
    "390,844,true",
    "1280,900,false",
    "1280,900,true",
    "2560,1440,false"
  })
  void nobodyIsKeptOutAndNothingSticksOut(int width, int height, boolean dark) throws Exception {
    browser.sized(width, height).dark(dark);
    for (String path :
        List.of(
            "/compare",
            "/compare?rows=baselines&sort=mrr&column=mrr&column=flops",
            "/train",
            "/map",
            "/map?by=coherence&document=d4&at=5",
            "/data",
            "/data?document=d4",
            "/data?row=1000000")) {
      shown(path);
      assertThat(browser.barriers()).as("%s at %d, dark %s", path, width, dark).isEmpty();
      assertThat(browser.isTooWide()).as("%s at %d", path, width).isFalse();
      assertThat(browser.elsewhere()).isEmpty();
    }
  }

  @Test
  void theBrowserForbidsNothingAndNamesStayNames() throws Exception {
    browser.complaints();
    for (String path : List.of("/compare", "/train", "/map?document=d4&at=5", "/data")) {
      shown(path);
      assertThat(browser.all("#main img")).isEmpty();
      assertThat(browser.script("return document.title").toString()).doesNotContain("run");
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theTableIsSortedByTheKeyboardWithoutLosingThePlace() throws Exception {
    shown("/compare");
    browser.tabTo("#by-mrr");
    browser.press(Keys.ENTER);
    browser.until("the order", () -> browser.all("th[aria-sort] #by-mrr").size() == 1);
    assertThat(browser.script("return document.activeElement.id")).isEqualTo("by-mrr");
    String down = browser.text(".figures-table tbody th");
    browser.press(Keys.ENTER);
    browser.until("the other order", () -> !browser.text(".figures-table tbody th").equals(down));
    assertThat(browser.all("th[aria-sort=ascending] #by-mrr")).hasSize(1);
    assertThat(browser.address()).contains("sort=mrr", "up=1");
  }

  @Test
  void withoutJavaScriptTheTableIsSortedAndChosenToo() throws Exception {
    browser.scripts(false);
    browser.at(server.url() + "/compare");
    browser.one("#by-name").click();
    browser.until("the order", () -> browser.address().contains("sort=name"));
    assertThat(browser.all(".figures-table tbody tr")).hasSize(7);
    browser.at(server.url() + "/train");
    assertThat(browser.all("#curves polyline")).isNotEmpty();
    browser.at(server.url() + "/map?document=d4&at=5");
    assertThat(browser.all("#chunk-map circle.read")).hasSize(Fixtures.N);
  }

  private static String row(String run) {
    return browser.text("#runs-table tr[data-run=\"%s\"]".formatted(run));
  }

  private static String points(String run) {
    return String.valueOf(
        browser.script(
            "return [...document.querySelectorAll('#curves svg:first-of-type g.run')]"
                + ".find(g => g.querySelector('title').textContent === arguments[0])"
                + "?.querySelector('polyline').getAttribute('points') ?? ''",
            run));
  }

  @Test
  void theLinesThatTheServerDrewAreThoseThatTheBrowserDraws() throws Exception {
    browser.scripts(false).at(server.url() + "/train");
    String drawn = browser.one("#curves svg:first-of-type").getAttribute("innerHTML");
    browser.scripts(true).at(server.url() + "/train");
    browser.until("the stream", () -> browser.all("#curves g.run[data-run]").size() >= 3);
    for (String run : List.of("tested", "untested")) {
      assertThat(points(run)).isNotEmpty();
      assertThat(drawn).contains(points(run));
    }
  }

  @Test
  void aRunThatGrowsIsSeenToGrowToEndAndToGo() throws Exception {
    RunDirectory run = RunFixtures.run(runs, "growing", data, 2, 9);
    try (RunLock lock = RunLock.take(run.path())) {
      browser.at(server.url() + "/train");
      browser.until("its row", () -> row("growing").contains("2 of 9"));
      browser.until("its line", () -> points("growing").split(" ").length == 3);
      run.metrics().write(RunFixtures.epochs(5));
      browser.until("its epochs", () -> row("growing").contains("5 of 9"));
      browser.until("their points", () -> points("growing").split(" ").length == 6);
      assertThat(row("growing")).contains("training", "left", "Stop");
      RunInfo info = run.info();
      run.write(
          new RunInfo(
              info.architecture(),
              info.config(),
              info.provenance(),
              info.dataset(),
              RunInfo.Status.FINISHED,
              info.untrained(),
              RunFixtures.epochs(9),
              info.notes()));
    }
    browser.until("its end", () -> row("growing").contains("done"));
    browser.until("that it is told", () -> browser.text("#told").contains("growing: done"));
    delete(run.path());
    browser.until("that it is gone", () -> browser.text("#told").contains("growing: gone"));
    assertThat(row("growing")).isEmpty();
    assertThat(points("growing")).isEmpty();
  }

  private static void delete(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  @Test
  void whileTheServerIsGoneThatIsSaidAndTheStreamComesBack() throws Exception {
    int port = java.net.URI.create(server.url()).getPort();
    browser.at(server.url() + "/train");
    browser.until("the stream", () -> browser.all("#curves g.run[data-run]").size() >= 3);
    server.close();
    browser.until("a line", () -> browser.text("#status").contains("does not answer"));
    assertThat(browser.all("#curves.stale")).hasSize(1);
    server = Fixtures.started(settings.at(ServeSettings.HOST, port));
    browser.until("that it is gone", () -> browser.text("#status").isEmpty());
    browser.until("the lines", () -> browser.all("#curves g.run[data-run]").size() >= 3);
  }

  @Test
  void theArrowKeysMoveAlongADocumentOnTheMap() throws Exception {
    shown("/map?document=d4&at=5");
    browser.press(Keys.ARROW_RIGHT);
    browser.until("the next chunk", () -> browser.text(".steps span").equals("chunk 6 of 10"));
    assertThat(browser.address()).endsWith("at=6");
    assertThat(browser.text("main")).contains("amn predicts a vector with a cosine of");
  }

  @Test
  void whatIsPointedAtIsRead() throws Exception {
    shown("/map");
    browser.script(
        "document.querySelector('#chunk-map circle').dispatchEvent("
            + "new PointerEvent('pointerover', {bubbles: true, clientX: 100, clientY: 100}))");
    assertThat(browser.text(".hover")).startsWith("Document 0, chunk 0: part0 says word0");
  }

  @Test
  void pagesAreLight() throws Exception {
    for (String path : List.of("/compare", "/train", "/map?document=d4&at=5", "/data")) {
      shown(path);
      Object bytes =
          browser.script(
              "return performance.getEntries().reduce((s, e) => s + (e.encodedBodySize ?? 0), 0)");
      assertThat(((Number) bytes).longValue()).as(path).isBetween(10_000L, 500_000L);
    }
  }
}
