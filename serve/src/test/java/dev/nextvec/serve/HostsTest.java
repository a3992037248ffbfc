package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.serve.ServeSettings.Access;
import dev.nextvec.serve.ServeSettings.Shown;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another name that was made to mean this machine learns nothing, and does nothing. */
@SuppressWarnings("NullAway.Init")
class HostsTest {
  private static final String OTHER = "rebound.example";
  @TempDir Path folder;

  private static Access access(Optional<ApiKey> key, String... hosts) {
    return new Access(key, true, List.of(), List.of(hosts));
  }

  private ServeSettings settings() throws Exception {
    return Fixtures.settings(Fixtures.amn(folder));
  }

  private static int called(ModelServer server, String host) throws Exception {
    return Called.by(server, host, "GET", "/info").status();
  }

  @Test
  void aServerOfThisMachineAnswersToItsOwnNamesOnly() throws Exception {
    try (ModelServer server = Fixtures.started(settings())) {
      int port = URI.create(server.url()).getPort();
      for (String own : List.of("localhost", "127.0.0.1", "[::1]", "LocalHost", "localhost.")) {
        assertThat(called(server, own)).as(own).isEqualTo(200);
        assertThat(called(server, own + ":" + port)).as(own).isEqualTo(200);
        assertThat(called(server, own + ":1")).as("forwarded from another port").isEqualTo(200);
      }
      for (String other :
          List.of(
              OTHER,
              OTHER + ":" + port,
              "localhost." + OTHER,
              "127.0.0.1." + OTHER,
              "10.0.0.1",
              "0.0.0.0",
              "2130706433",
              "0x7f000001",
              "[::ffff:10.0.0.1]")) {
        assertThat(called(server, other)).as(other).isEqualTo(421);
      }
      for (String none : List.of("localhost,x", "x@localhost", "[::1", "localhost:x", "", "a b")) {
        assertThat(called(server, none)).as(none).isIn(400, 421);
      }
    }
  }

  @Test
  void theNameIsLookedForWhereverARequestSaysIt() throws Exception {
    try (ModelServer server = Fixtures.started(settings())) {
      String get = "GET http://%s/info HTTP/1.1\r\nHost: %s\r\n";
      assertThat(Called.raw(server, get.formatted("localhost", "localhost")).status())
          .isEqualTo(200);
      assertThat(Called.raw(server, get.formatted(OTHER, OTHER)).status()).isEqualTo(421);
      assertThat(Called.raw(server, get.formatted(OTHER, "localhost")).status()).isIn(400, 421);
      assertThat(Called.raw(server, get.formatted("localhost", OTHER)).status()).isIn(400, 421);
      String old = "GET /info HTTP/1.0\r\n";
      assertThat(Called.raw(server, old).status()).as("no browser names nothing").isEqualTo(200);
      assertThat(Called.raw(server, old + "Host: " + OTHER + "\r\n").status()).isEqualTo(421);
      String two = "GET /info HTTP/1.1\r\nHost: localhost\r\nHost: " + OTHER + "\r\n";
      assertThat(Called.raw(server, two).status()).isEqualTo(400);
      String proxied =
          "GET /info HTTP/1.1\r\nHost: " + OTHER + "\r\nX-Forwarded-Host: localhost\r\n";
      assertThat(Called.raw(server, proxied).status()).isEqualTo(421);
    }
  }

  @Test
  void theRefusalHasTheOneFormAndCounts() throws Exception {
    try (ModelServer server = Fixtures.started(settings())) {
      Called refused = Called.by(server, OTHER, "GET", "/info");
      assertThat(refused.head()).contains("application/problem+json", "X-Request-Id");
      assertThat(refused.body())
          .contains("\"reason\":\"misdirected\"", "allowed-host")
          .doesNotContain(OTHER);
      assertThat(new Client(server).get("/metrics").text())
          .contains(
              "nextvec_refusals_total{reason=\"misdirected\"} 1.0",
              "nextvec_requests_total{route=\"(none)\",status=\"421\"} 1.0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/explore",
        "/compare",
        "/train",
        "/train/events",
        "/train/stop",
        "/map",
        "/data",
        "/sign-in",
        "/page/page.js",
        "/docs",
        "/health",
        "/metrics",
        "/v1/predict",
        "/none"
      })
  void noRouteIsLeftOut(String path) throws Exception {
    Path data = RunFixtures.data(folder, 30);
    RunFixtures.run(folder.resolve("runs"), "amn", data, 2, 50);
    Shown shown = new Shown(Optional.of(folder.resolve("runs")), Optional.of(data), true);
    ServeSettings page = ServeSettings.of(List.of(), shown).at(ServeSettings.HOST, 0);
    for (Optional<ApiKey> key :
        List.of(Optional.<ApiKey>empty(), Optional.of(ApiKey.of("a-key-of-tests")))) {
      try (ModelServer server = Fixtures.started(page.with(access(key)))) {
        for (String method : List.of("GET", "POST", "HEAD", "OPTIONS")) {
          assertThat(Called.by(server, OTHER, method, path).status())
              .as(method + " " + path)
              .isEqualTo(421);
        }
      }
    }
  }

  @Test
  void furtherNamesAreAnsweredToWhereTheServerWasTold() throws Exception {
    Access told = access(Optional.empty(), "Models.Example.org", "10.0.0.7", "[fd00::7]");
    try (ModelServer server = Fixtures.started(settings().with(told))) {
      for (String own :
          List.of("models.example.org", "models.example.org:443", "10.0.0.7", "[fd00::7]:80")) {
        assertThat(called(server, own)).as(own).isEqualTo(200);
      }
      assertThat(called(server, "localhost")).isEqualTo(200);
      assertThat(called(server, "example.org")).isEqualTo(421);
    }
    for (String none : List.of("https://a.example", "a.example:80", "*", "", "a b")) {
      assertThatThrownBy(() -> access(Optional.empty(), none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no name of a server");
    }
  }

  @Test
  void aServerThatOthersReachTakesAnyNameUnlessItWasToldSome() throws Exception {
    ServeSettings all = settings().at("0.0.0.0", 0);
    try (ModelServer server = Fixtures.started(all)) {
      assertThat(called(server, "models.example.org")).isEqualTo(200);
    }
    try (ModelServer server =
        Fixtures.started(all.with(access(Optional.empty(), "models.example.org")))) {
      assertThat(called(server, "models.example.org")).isEqualTo(200);
      assertThat(called(server, "127.0.0.1")).as("the address it came to").isEqualTo(200);
      assertThat(called(server, OTHER)).isEqualTo(421);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX) // which has all of 127.0.0.0/8
  void aServerIsCalledByTheNameItListensAt() throws Exception {
    try (ModelServer server = Fixtures.started(settings().at("127.0.0.9", 0))) {
      assertThat(called(server, "127.0.0.9")).isEqualTo(200);
      assertThat(called(server, "localhost")).isEqualTo(200);
      assertThat(called(server, OTHER)).isEqualTo(421);
    }
  }
}
