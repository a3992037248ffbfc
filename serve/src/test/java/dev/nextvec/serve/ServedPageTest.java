package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.serve.ServeSettings.Access;
import dev.nextvec.serve.ServeSettings.EncoderChoice;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a server gives it, before any browser looks at it. */
@SuppressWarnings("NullAway.Init") // until the first method has run
class ServedPageTest {
  private static final int HEAVIEST = 500_000;
  private static final String KEY = "a-key-of-tests";
  private static final Pattern CURL =
      Pattern.compile(
          "/v1/retrieve&#39; -H &#39;Content-Type: application/json&#39; -d &#39;(.*?)&#39;</pre>");
  private static final Pattern POSITION = Pattern.compile("document=(\\w+)&amp;at=(\\d+)\">");

  @TempDir static Path folder;
  private static Path amn;
  private static Path index;
  private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    amn = Fixtures.amn(folder);
    index = Fixtures.index(folder, "things", Optional.of(amn));
    Path hostile = Fixtures.indexed(PageFixtures.hostile(folder), folder.resolve("hostile.index"));
    server = Fixtures.started(Fixtures.settings(amn, index, hostile));
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Client.Answer page(Client of, String path) throws Exception {
    return of.get(path, "Accept", "text/html,*/*;q=0.8");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void theStartLeadsToExploreWhichShowsAPlaceWithoutBeingAsked() throws Exception {
    Client.Answer start = page(client, "/");
    assertThat(start.status()).isEqualTo(303);
    assertThat(start.header("Location")).isEqualTo("/explore");
    assertThat(page(client, "/?document=d1&at=3").header("Location"))
        .isEqualTo("/explore?document=d1&at=3");
    Client.Answer explore = page(client, "/explore");
    assertThat(explore.status()).isEqualTo(200);
    assertThat(explore.header("X-Index-Id")).isEqualTo("things");
    assertThat(explore.text()).contains("Title 0", "The model's prediction", "really next");
  }

  /** What a column shows is what its request gets, hit by hit. */
  @Test
  void everyColumnShowsWhatItsRequestGets() throws Exception {
    String html = page(client, "/explore?index=things&document=d2&at=4").text();
    String[] columns = html.split("<article", -1);
    assertThat(columns).hasSize(5);
    for (int i = 1; i < columns.length; i++) {
      String body =
          CURL.matcher(columns[i])
              .results()
              .findFirst()
              .orElseThrow()
              .group(1)
              .replace("&quot;", "\"")
              .replace("&amp;", "&");
      JsonNode hits = client.post("/v1/retrieve", body).json().path("hits");
      List<MatchResult> shown = POSITION.matcher(columns[i]).results().toList();
      assertThat(shown).hasSizeGreaterThanOrEqualTo(6);
      for (int k = 0; k < 6; k++) {
        assertThat(shown.get(k).group(1)).as(body).isEqualTo(hits.get(k).path("document").asText());
        assertThat(Long.parseLong(shown.get(k).group(2)) - 1)
            .isEqualTo(hits.get(k).path("position").asLong());
      }
      assertThat(columns[i]).contains(rank(hits));
    }
  }

  private static String rank(JsonNode hits) {
    for (JsonNode hit : hits) {
      if (hit.path("document").asText().equals("d2") && hit.path("position").asInt() == 4) {
        return "Really next: rank " + hit.path("rank").asInt() + "<";
      }
    }
    return "Really next: not among the first 50<";
  }

  @Test
  void theAttentionIsTheModels() throws Exception {
    String html = page(client, "/explore?index=things&document=d2&at=4").text();
    StringBuilder texts = new StringBuilder();
    for (int c = 1; c < 4; c++) {
      texts.append(c == 1 ? "" : ",").append('"');
      texts.append("chunk %d says that thing2 is like thing%d and place%d".formatted(c, 2 + c, c));
      texts.append('"');
    }
    JsonNode weights =
        client
            .post("/v1/predict", "{\"texts\":[" + texts + "]}")
            .json()
            .path("predictions")
            .get(0)
            .path("attention");
    List<String> shown =
        Pattern.compile("attention (\\d\\.\\d\\d)<")
            .matcher(html)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(shown).hasSize(3);
    for (int k = 0; k < 3; k++) {
      assertThat(shown.get(k)).isEqualTo("%.2f".formatted(weights.get(k).asDouble()));
    }
  }

  @Test
  void atTheEndOfADocumentNothingIsSaidToComeNext() throws Exception {
    String html = page(client, "/explore?index=things&document=d2&at=8").text();
    assertThat(html)
        .contains("The document ends here")
        .doesNotContain("really next", "id=\"next\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/explore?index=hostile",
        "/explore?index=hostile&document=a%27b%22%3Cc%3E%26d&at=2",
        "/explore?index=hostile&find=%3Cscript%3E",
        "/explore?index=hostile&document=turned+%E2%80%AE",
        "/explore?index=%3Cscript%3Ealert(1)%3C/script%3E",
        "/explore?at=%3Cimg+src=x%3E",
        "/explore?document=%22%3E%3Cscript%3E",
        "/explore?%22=%27&page=2",
        "/explore?find=%00%1B%E2%80%AE",
        "/%3Cscript%3E",
        "/sign-in?to=%22%3E%3Cscript%3E"
      })
  void nothingOfWhoeverMadeATextOrALinkBecomesMarkup(String path) throws Exception {
    String html = page(client, path).text();
    assertThat(html)
        .doesNotContain("<script>", "<img", " style=", "onerror=\"", "\u0007", "\u001b");
    assertThat(html.split("<script", -1))
        .as("only the page's own script")
        .hasSize(html.contains("<!doctype") ? 2 : 1);
  }

  @Test
  void aPastedTextWithMarkupIsATextInFormAndChunksAndOneWordOfAShell() throws Exception {
    String html = page(client, "/explore?index=things&text=" + encoded(PageFixtures.SCRIPT)).text();
    assertThat(html)
        .contains("The pasted text", "&lt;/script&gt;", "&#39;\\&#39;&#39;")
        .doesNotContain("<script>", "<img");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/explore?index=nowhere|404|no such index is served",
        "/explore?document=nowhere&index=things|404|no document `nowhere`",
        "/explore?document=d2&index=things&at=9|422|so the next one can be 1 to 8",
        "/explore?at=-1|422|`at` must be a whole number from 1",
        "/explore?page=x|422|`page` must be a whole number",
        "/explore?document=d2&text=a|422|exclude each other",
        "/nowhere|404|there is no such path"
      })
  void whatCannotBeShownIsSaidInTheFrameForPeopleAndAsAProblemForPrograms(String row)
      throws Exception {
    String[] parts = row.split("\\|", -1);
    Client.Answer told = page(client, parts[0]);
    assertThat(told.status()).as(told.text()).isEqualTo(Integer.parseInt(parts[1]));
    assertThat(told.header("Content-Type")).startsWith("text/html");
    String plain = parts[2].replaceAll("`([^`]+)`", "<code>$1</code>");
    assertThat(told.text())
        .containsIgnoringCase(plain)
        .contains("<nav", told.header("X-Request-Id"));
    Client.Answer problem = client.get(parts[0]);
    assertThat(problem.status()).isEqualTo(told.status());
    assertThat(problem.detail()).contains(parts[2]);
  }

  @Test
  void aTextThatIsTooLongIsRefusedAndSaysHowMuchIsTaken() throws Exception {
    Client.Answer told = page(client, "/explore?index=things&text=" + "a".repeat(6001));
    assertThat(told.status()).isEqualTo(422);
    assertThat(told.text()).contains("6,001", "6,000");
    Client.Answer longer = page(client, "/explore?text=" + "a".repeat(40_000));
    assertThat(longer.status()).isEqualTo(414);
    assertThat(longer.detail()).contains("the address is longer");
  }

  @Test
  void everythingThatAPageLoadsIsServedHereAndLight() throws Exception {
    List<String> loaded = new ArrayList<>(List.of("/explore"));
    String html = page(client, "/explore").text();
    Pattern.compile("(?:href|src)=\"(/page/[^\"]+)\"")
        .matcher(html)
        .results()
        .forEach(found -> loaded.add(found.group(1)));
    assertThat(loaded).contains("/page/style.css", "/page/page.js", "/page/icon.svg");
    int weight = 0;
    for (String each : loaded) {
      Client.Answer answer = page(client, each);
      assertThat(answer.status()).as(each).isEqualTo(200);
      weight += answer.response().body().length;
    }
    assertThat(weight).isLessThan(HEAVIEST);
    assertThat(html).doesNotContainPattern("(?:href|src|action)=\"(?!/|#)");
  }

  @Test
  void noPageMayRunOrLoadAnythingButTheServersFiles() throws Exception {
    for (String path : List.of("/explore", "/explore?at=x", "/nowhere", "/sign-in")) {
      assertThat(page(client, path).header("Content-Security-Policy"))
          .as(path)
          .isEqualTo(
              path.equals("/sign-in")
                  ? page(client, "/").header("Content-Security-Policy")
                  : page(client, "/explore").header("Content-Security-Policy"))
          .contains(
              "default-src 'none'",
              "script-src 'self'",
              "style-src 'self'",
              "frame-ancestors 'none'")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void whatAViewDoesNotKnowIsRefusedByItsName() throws Exception {
    for (String view : List.of("/explore", "/compare", "/train", "/map", "/data")) {
      Client.Answer answer = page(client, view + "?documnet=d1");
      assertThat(answer.status()).as(view).isEqualTo(422);
      assertThat(answer.text()).contains("documnet", "its address may have ");
    }
  }

  @Test
  void thePageIsNoPartOfTheDescriptionForPrograms() throws Exception {
    assertThat(client.get("/openapi.json").json().path("paths").has("/explore")).isFalse();
    assertThat(client.get("/metrics").text()).contains("route=\"/explore\",status=\"200\"");
  }

  @Test
  void aServerThatStartsOrEndsSaysSoAndTheFirstIsAskedAgain() throws Exception {
    try (ModelServer starting = ModelServer.start(Fixtures.settings(amn, index))) {
      Client.Answer told = page(new Client(starting), "/explore");
      assertThat(told.status()).isEqualTo(503);
      assertThat(told.text()).contains("The server is starting", "http-equiv=\"refresh\"");
      starting.load();
      starting.drain();
      assertThat(page(new Client(starting), "/explore").text())
          .contains("The server is ending")
          .doesNotContain("refresh");
    }
  }

  @Test
  void withoutAnIndexItSaysWhatMakesOne() throws Exception {
    try (ModelServer models = Fixtures.started(Fixtures.settings(amn))) {
      assertThat(page(new Client(models), "/explore").text())
          .contains("No index is served", "nextvec index DATASET");
    }
  }

  @Test
  void anIndexOfVectorsAloneIsExploredByVectorsAndSaysThatItHasNoTexts() throws Exception {
    Path wordless =
        Fixtures.indexed(PageFixtures.wordless(folder), folder.resolve("wordless.index"));
    try (ModelServer vectors = Fixtures.started(Fixtures.settings(wordless))) {
      for (String path : List.of("/explore", "/explore?text=chunk+3+and+more")) {
        String html = page(new Client(vectors), path).text();
        assertThat(html)
            .contains("<code>persistence</code>", "This index keeps no texts", "chunk 8")
            .doesNotContain("bm25");
      }
    }
  }

  @Test
  void chunksHoweverLongMakeNoHeavyPage() throws Exception {
    String html = page(client, "/explore?index=hostile&document=long&at=4").text();
    assertThat(html.length()).isLessThan(HEAVIEST / 2);
    assertThat(html).contains(" \u2026</p>").doesNotContain("\ufffd", "?\u2026");
  }

  @Test
  void withoutAnEncoderATextIsSearchedForByItsWordsAndThePageSaysWhy() throws Exception {
    ServeSettings none = Fixtures.settings(amn, index).with(new EncoderChoice.None());
    try (ModelServer words = Fixtures.started(none)) {
      String html = page(new Client(words), "/explore?text=thing5+place3").text();
      assertThat(html)
          .contains("This server has no encoder")
          .contains("<code>bm25</code>")
          .doesNotContain("<code>persistence</code>");
      assertThat(page(new Client(words), "/explore?document=d1&at=4").text())
          .contains("<code>persistence</code>");
    }
  }

  @Test
  void withAKeyABrowserSignsInOnceAndTheKeyIsInNoAddressCookieOrPage() throws Exception {
    ServeSettings locked =
        Fixtures.settings(amn, index)
            .with(new Access(Optional.of(ApiKey.of(KEY)), false, List.of(), List.of()));
    try (ModelServer guarded = Fixtures.started(locked)) {
      Client asking = new Client(guarded.url(), HttpClient.newHttpClient());
      Client.Answer sent = page(asking, "/explore?document=d2&at=4");
      assertThat(sent.status()).isEqualTo(303);
      assertThat(sent.header("Location"))
          .isEqualTo("/sign-in?to=%2Fexplore%3Fdocument%3Dd2%26at%3D4");
      assertThat(asking.get("/explore").status()).as("a program is told").isEqualTo(401);
      assertThat(asking.get("/explore", "X-Api-Key", KEY).status()).isEqualTo(200);
      assertThat(page(asking, "/page/style.css").status()).isEqualTo(200);
      assertThat(signIn(asking, "wrong-key").status()).isEqualTo(401);
      assertThat(signIn(asking, "wrong-key").header("Set-Cookie")).isEmpty();
      Client.Answer let = signIn(asking, KEY);
      assertThat(let.status()).isEqualTo(303);
      assertThat(let.header("Location")).isEqualTo("/explore?document=d2");
      String cookie = let.header("Set-Cookie");
      assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(KEY);
      String pair = cookie.replaceFirst(";.*", "");
      Client.Answer shown = asking.get("/explore", "Accept", "text/html", "Cookie", "a=b; " + pair);
      assertThat(shown.status()).isEqualTo(200);
      assertThat(shown.text()).doesNotContain(KEY).contains("X-Api-Key: $NEXTVEC_API_KEY");
      assertThat(asking.get("/v1/models", "Cookie", pair).status())
          .as("the cookie is the page's")
          .isEqualTo(401);
      assertThat(asking.get("/v1/models", "Accept", "text/html", "Cookie", pair).status())
          .as("whoever has signed in is not asked to again")
          .isEqualTo(401);
      assertThat(asking.get("/docs", "Accept", "text/html", "Cookie", pair).status())
          .isEqualTo(200);
      assertThat(asking.get("/explore", "Accept", "text/html", "Cookie", pair + "0").status())
          .isEqualTo(303);
    }
  }

  private static Client.Answer signIn(Client asking, String key) throws Exception {
    HttpRequest.Builder request =
        asking.request(
            "/sign-in", "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html");
    return asking.send(
        request
            .POST(BodyPublishers.ofString("to=%2Fexplore%3Fdocument%3Dd2&key=" + encoded(key)))
            .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//elsewhere.example/",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "/a b",
        ""
      })
  void theSignInLeadsNobodyElsewhere(String to) throws Exception {
    assertThat(page(client, "/sign-in?to=" + encoded(to)).header("Location")).isEqualTo("/");
  }
}
