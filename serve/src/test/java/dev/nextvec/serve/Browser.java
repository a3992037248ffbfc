package dev.nextvec.serve;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A browser without a window, which asks nobody but the server that is tested. */
final class Browser implements AutoCloseable {
  private static final List<String> BROWSERS =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
  private static final List<String> DRIVERS =
      List.of("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver");
  private static final int FEWEST_RULES = 15;
  private static final long POLL_MILLIS = 50;
  private static final Duration WAITS = Duration.ofSeconds(20);

  /** It warns of every browser that is newer than itself; held, or its level would be forgotten. */
  private static final Logger QUIET = Logger.getLogger("org.openqa.selenium");

  private final Path profile;
  private final ChromeDriver driver;

  private Browser(Path profile, ChromeDriver driver) {
    this.profile = profile;
    this.driver = driver;
  }

  /** One of a desktop; the test is left out, saying so, where no browser is installed. */
  static Browser open() throws IOException {
    Optional<Path> browser = installed(BROWSERS);
    Optional<Path> starter = installed(DRIVERS);
    assumeTrue(
        browser.isPresent() && starter.isPresent(),
        "no browser is installed (chromium and chromium-driver of Debian): tests in it are left"
            + " out");
    QUIET.setLevel(Level.SEVERE);
    Path profile = Files.createTempDirectory("browser");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.orElseThrow().toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(starter.orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    Browser opened = new Browser(profile, new ChromeDriver(service, options));
    return opened.sized(1280, 900);
  }

  private static Optional<Path> installed(List<String> places) {
    return places.stream().map(Path::of).filter(Files::isExecutable).findFirst();
  }

  /** With a window of so many pixels of CSS. */
  Browser sized(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    return this;
  }

  /** For who likes it dark, or light. */
  Browser dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    return this;
  }

  /** Without JavaScript, or with it again; for pages that are opened from then on. */
  Browser scripts(boolean enabled) {
    driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !enabled));
    return this;
  }

  /** Opens an address. */
  Browser at(String url) {
    driver.get(url);
    return this;
  }

  String address() {
    return Objects.requireNonNull(driver.getCurrentUrl());
  }

  WebElement one(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** What is to be read at a place; of something that is being exchanged, what comes. */
  String text(String selector) {
    Object text = script("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
    return String.valueOf(text).strip();
  }

  /** What stands in a field. */
  String value(String selector) {
    return String.valueOf(one(selector).getDomProperty("value"));
  }

  /** Where a link leads. */
  String address(String selector) {
    return String.valueOf(one(selector).getDomProperty("href"));
  }

  /** Whatever a script returns. */
  Object script(String script, Object... arguments) {
    return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
  }

  /** Presses keys wherever the focus is. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Moves the focus by the tabulator until it is on what is looked for. */
  void tabTo(String selector) {
    for (int i = 0; i < 200; i++) {
      if (Boolean.TRUE.equals(
          script("return document.activeElement.matches(arguments[0])", selector))) {
        return;
      }
      press(Keys.TAB);
    }
    throw new AssertionError("the keyboard does not reach " + selector);
  }

  /** Waits until something is so; what is exchanged meanwhile is looked for again. */
  void until(String what, java.util.concurrent.Callable<Boolean> so) throws Exception {
    long end = System.nanoTime() + WAITS.toNanos();
    while (System.nanoTime() < end) {
      try {
        if (so.call()) {
          return;
        }
      } catch (WebDriverException exchanged) {
        // It is looked for again.
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new AssertionError(what + ": it did not come; the page says " + text("body"));
  }

  /** What axe-core finds that keeps people out, a line each. */
  List<String> barriers() {
    driver.executeScript(axe());
    Object found =
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + "axe.run().then(r => done([r.passes.length, ...r.violations.flatMap("
                + "v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200) + ' '"
                + " + n.failureSummary))]))");
    List<String> lines = new ArrayList<>();
    ((List<?>) Objects.requireNonNull(found)).forEach(each -> lines.add(String.valueOf(each)));
    if (Integer.parseInt(lines.removeFirst()) < FEWEST_RULES) {
      throw new AssertionError("axe-core has looked at nothing");
    }
    return lines;
  }

  private static String axe() {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(
          Objects.requireNonNull(in, "axe-core").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Elements that stick out of the window, so that the whole page moves sideways. */
  boolean isTooWide() {
    return Boolean.TRUE.equals(
        script(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
  }

  /** Addresses that the page loaded something from, other than its own server. */
  List<String> elsewhere() {
    Object names =
        script(
            "return performance.getEntriesByType('resource').map(e => e.name)"
                + ".filter(n => !n.startsWith(location.origin) && !n.startsWith('data:'))");
    return names instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  /** What the browser complained of, such as what the content security policy forbids. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      Path[] all = files.sorted(Comparator.reverseOrder()).toArray(Path[]::new);
      Arrays.stream(all).forEach(file -> file.toFile().delete());
    }
  }
}
