package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.serve.ServeSettings.EncoderChoice;
import dev.nextvec.serve.ServeSettings.Shown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The frame of every view, where there is nothing to show yet. */
@Tag("slow")
@SuppressWarnings("NullAway.Init") // until the first method has run
class EmptyViewsBrowserTest {
  @TempDir static Path folder;
  private static ModelServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.open();
    Path runs = Files.createDirectories(folder.resolve("runs"));
    Shown nothingYet = new Shown(Optional.of(runs), Optional.empty(), false);
    server =
        Fixtures.started(
            ServeSettings.of(List.of(), nothingYet)
                .at(ServeSettings.HOST, 0)
                .with(new EncoderChoice.None()));
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

  private static List<String> views() {
    browser.at(server.url() + "/");
    List<String> found = new ArrayList<>();
    for (WebElement each : browser.all("nav[aria-label=Views] a")) {
      found.add(String.valueOf(each.getDomAttribute("href")));
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({"390,844,true", "1280,900,false", "2560,1440,false"})
  void everyViewSaysWhatIsMissingAndKeepsNobodyOut(int width, int height, boolean dark) {
    browser.sized(width, height).dark(dark);
    assertThat(views()).containsExactly("/explore", "/compare", "/train", "/map", "/data");
    for (String view : views()) {
      browser.complaints();
      browser.at(server.url() + view);
      assertThat(browser.text("main")).as(view).contains("nextvec ");
      assertThat(browser.barriers()).as(view).isEmpty();
      assertThat(browser.isTooWide()).as("%s at %d", view, width).isFalse();
      assertThat(browser.elsewhere()).as(view).isEmpty();
      assertThat(browser.complaints()).as(view).isEmpty();
    }
  }

  @Test
  void theNavigationIsWalkedByTheKeyboard() throws Exception {
    browser.sized(1280, 900).at(server.url() + "/");
    for (String view : views()) {
      browser.tabTo("nav a[href='" + view + "']");
      browser.press(Keys.ENTER);
      browser.until(view, () -> browser.address().endsWith(view));
      browser.until("its mark", () -> browser.all("nav a[aria-current]").size() == 1);
      assertThat(browser.text("nav a[aria-current]")).isEqualTo(browser.text("h1"));
    }
  }
}
