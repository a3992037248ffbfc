package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.serve.ServeSettings.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** Explore as people have it, in a browser. */
@Tag("slow")
@SuppressWarnings("NullAway.Init") // until the first method has run
class ExploreBrowserTest {
  private static final String START = "/explore?index=things&document=d2&at=4";
  @TempDir static Path folder;
  private static ServeSettings settings;
  private static ModelServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.open();
    Path amn = Fixtures.amn(folder);
    Path hostile = Fixtures.indexed(PageFixtures.hostile(folder), folder.resolve("hostile.index"));
    settings = Fixtures.settings(amn, Fixtures.index(folder, "things", Optional.of(amn)), hostile);
    server = Fixtures.started(settings);
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
    browser.sized(1280, 900).dark(false).scripts(true).at(server.url() + START);
  }

  private static String at() {
    return browser.value("#at");
  }

  @Test
  void theArrowKeysMoveThePlaceAndTheAddressFollows() throws Exception {
    browser.press(Keys.ARROW_RIGHT);
    browser.until("the next place", () -> at().equals("5"));
    assertThat(browser.address()).endsWith("document=d2&at=5");
    browser.press(Keys.ARROW_LEFT);
    browser.until("the place before", () -> at().equals("4"));
    browser.script("history.back()");
    browser.until("what was shown before", () -> at().equals("5"));
    browser.one("#at").sendKeys(Keys.ARROW_LEFT);
    assertThat(at()).as("in a field the keys are the field's").isEqualTo("5");
  }

  @Test
  void aHitThatIsChosenIsGoneOnFrom() throws Exception {
    String where = browser.address(".hits a");
    browser.one(".hits a").click();
    browser.until("the hit's place", () -> browser.address().equals(where));
    browser.until("its chunks", () -> where.endsWith("at=" + at()));
    assertThat(browser.all(".said li")).hasSizeBetween(2, Fixtures.N + 1);
  }

  @Test
  void theKeyboardAloneReachesEverything() throws Exception {
    browser.press(Keys.TAB);
    assertThat(browser.script("return document.activeElement.textContent"))
        .isEqualTo("To the content");
    browser.tabTo("#documents summary");
    browser.press(Keys.ENTER);
    browser.tabTo("#find");
    browser.press("Title 7", Keys.ENTER);
    browser.until("one document", () -> browser.all(".listing li").size() == 1);
    browser.tabTo(".listing a");
    browser.press(Keys.ENTER);
    browser.until("the document", () -> browser.text("#said").equals("Title 7"));
    browser.tabTo("#next");
    browser.press(Keys.ENTER);
    browser.until("the next place", () -> at().equals("4"));
    assertThat(browser.script("return document.activeElement.id"))
        .as("the focus stays where it was")
        .isEqualTo("next");
    browser.tabTo(".hits a");
  }

  @Test
  void aPastedTextIsAskedAbout() throws Exception {
    browser.one("#paste summary").click();
    browser.one("#text").sendKeys("chunk 3 says that thing5 is like thing8 and place3 indeed");
    browser.one("#paste button").click();
    browser.until("the text", () -> browser.text("#said").equals("The pasted text"));
    assertThat(browser.all(".column")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(browser.text(".hits li")).contains("thing");
    String shared = browser.address();
    browser.at(server.url() + "/explore").at(shared);
    assertThat(browser.text("#said")).isEqualTo("The pasted text");
  }

  @Test
  void withoutJavaScriptLinksAndFormsDoTheSame() throws Exception {
    browser.scripts(false).at(server.url() + START);
    browser.one("#next").click();
    browser.until("the next place", () -> browser.address().endsWith("at=5"));
    assertThat(browser.one("#at").getDomAttribute("value")).isEqualTo("5");
    assertThat(browser.all(".copy")).noneMatch(each -> each.isDisplayed());
  }

  @Test
  void aRequestIsCopiedAsCurl() throws Exception {
    browser.one(".curl summary").click();
    browser.one(".copy").click();
    browser.until("a word that it is copied", () -> !browser.text(".copy").equals("Copy"));
  }

  @Test
  void aServerThatIsGoneIsSaidToBeAndComesBackByItself() throws Exception {
    int port = java.net.URI.create(server.url()).getPort();
    server.close();
    browser.press(Keys.ARROW_RIGHT);
    browser.until("a line", () -> browser.text("#status").startsWith("The server does not answer"));
    assertThat(at()).as("what was shown stays").isEqualTo("4");
    server = ModelServer.start(settings.at(ServeSettings.HOST, port));
    browser.press(Keys.ARROW_RIGHT);
    browser.until(
        "another line", () -> browser.text("#status").startsWith("The server is starting"));
    assertThat(at()).as("what was shown stays").isEqualTo("4");
    server.load();
    browser.until("the next place", () -> at().equals("5"));
    assertThat(browser.text("#status")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "390,844,false",
    "390,844,true",
    "1280,900,false",
    "1280,900,true",
    "1920,1080,false",
    "2560,1440,true"
  })
  void nobodyIsKeptOutAndNothingSticksOut(int width, int height, boolean dark) throws Exception {
    browser.sized(width, height).dark(dark);
    for (String path :
        new String[] {
          START,
          "/explore?index=hostile",
          "/explore?index=hostile&document=long&at=3",
          "/explore?index=hostile&find=x&page=2",
          "/explore?index=nowhere"
        }) {
      browser.at(server.url() + path);
      assertThat(browser.barriers()).as("%s at %d, dark %s", path, width, dark).isEmpty();
      assertThat(browser.isTooWide()).as("%s at %d", path, width).isFalse();
      assertThat(browser.elsewhere()).isEmpty();
    }
  }

  @Test
  void hostileTextsStayTextsAndTheBrowserForbidsNothing() throws Exception {
    browser.complaints();
    browser.at(server.url() + "/explore?index=hostile");
    assertThat(browser.script("return document.title")).isEqualTo("Explore · Nextvec");
    assertThat(browser.text("#said")).contains("<script>");
    assertThat(browser.all("#main img, #main script")).isEmpty();
    browser.press(Keys.ARROW_RIGHT);
    browser.until("the next place", () -> at().equals("4"));
    assertThat(browser.script("return document.title")).isEqualTo("Explore · Nextvec");
    assertThat(browser.complaints()).isEmpty();
  }

  /** The best of a few: the machine of a test does other things too. */
  @Test
  void theFirstPaintComesInUnderASecond() throws Exception {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      browser.at(server.url() + START);
      browser.until("a first paint", () -> browser.script(PAINT) instanceof Number);
      best = Math.min(best, ((Number) browser.script(PAINT)).doubleValue());
    }
    assertThat(best).isLessThan(1000);
  }

  @Test
  void withAKeyThePersonSignsInByTheKeyboardAndIsWhereTheLinkLed() throws Exception {
    ServeSettings locked =
        settings.with(
            new Access(Optional.of(ApiKey.of("a-key-of-tests")), false, List.of(), List.of()));
    try (ModelServer guarded = Fixtures.started(locked)) {
      browser.at(guarded.url() + START);
      assertThat(browser.text("h1")).isEqualTo("Sign in");
      assertThat(browser.barriers()).isEmpty();
      browser.tabTo("#key");
      browser.press("not-the-key", Keys.ENTER);
      browser.until("a refusal", () -> browser.text("#wrong").contains("not the server's key"));
      browser.tabTo("#key");
      browser.press("a-key-of-tests", Keys.ENTER);
      browser.until("the place", () -> browser.address().endsWith(START));
      assertThat(at()).isEqualTo("4");
      browser.press(Keys.ARROW_RIGHT);
      browser.until("the next place", () -> at().equals("5"));
    }
  }

  private static final String PAINT =
      "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? ''";
}
