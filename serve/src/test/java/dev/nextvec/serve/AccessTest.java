package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.serve.ServeSettings.Access;
import dev.nextvec.serve.ServeSettings.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who is answered, and who learns of it. */
@SuppressWarnings("NullAway.Init")
class AccessTest {
  private static final String KEY = "the-secret-of-these-tests";
  private static final String EMBED = "/v1/embeddings";
  private static final String TEXT = "{\"input\":\"words that are nobody's business\"}";
  @TempDir Path folder;

  private static Access keyed(boolean metrics, String... origins) {
    return new Access(Optional.of(ApiKey.of(KEY)), metrics, List.of(origins), List.of());
  }

  @Test
  void withoutTheKeyOnlyHealthIsTold() throws Exception {
    ServeSettings settings = Fixtures.settings(Fixtures.amn(folder)).with(keyed(false));
    try (ModelServer server = Fixtures.started(settings)) {
      Client client = new Client(server);
      for (String path :
          List.of(
              "/info",
              "/v1/models",
              "/v2",
              "/v2/models/amn",
              "/metrics",
              "/docs",
              "/openapi.json")) {
        Client.Answer refused = client.get(path);
        assertThat(refused.status()).as(path).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(client.get(path, "Authorization", "Bearer " + KEY).status()).isEqualTo(200);
        assertThat(client.get(path, "X-Api-Key", KEY).status()).isEqualTo(200);
      }
      assertThat(client.post(EMBED, TEXT).status()).isEqualTo(401);
      for (String wrong :
          List.of("Bearer ", "Bearer " + KEY + "x", "Basic " + KEY, KEY, "Bearer x")) {
        assertThat(client.post(EMBED, TEXT, "Authorization", wrong).status()).isEqualTo(401);
      }
      assertThat(client.post(EMBED, TEXT, "Authorization", "bearer " + KEY).status())
          .isEqualTo(200);
      for (String path : List.of("/health", "/v2/health/live", "/v2/health/ready")) {
        assertThat(client.get(path).status()).isEqualTo(200);
      }
    }
    try (ModelServer server = Fixtures.started(settings.with(keyed(true)))) {
      assertThat(new Client(server).get("/metrics").status()).isEqualTo(200);
    }
  }

  @Test
  void neitherTheKeyNorATextStandsInALineOrAReply() throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    ServeSettings settings =
        Fixtures.settings(Fixtures.amn(folder))
            .with(keyed(false))
            .logging(lines::add, Optional.of(lines::add));
    assertThat(settings.toString()).doesNotContain(KEY);
    try (ModelServer server = Fixtures.started(settings)) {
      Client client = new Client(server);
      String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
      String[] headers = {
        "Authorization", "Bearer " + KEY, "X-Request-Id", "r7", "traceparent", parent
      };
      Client.Answer embedded = client.post(EMBED, TEXT, headers);
      assertThat(embedded.header("traceparent")).isEqualTo(parent);
      assertThat(embedded.header("X-Encoder-Id")).isEqualTo("words");
      client.post(EMBED, TEXT.replace("input", "inputs"), headers);
      client.get("/v2/models/amn?key=" + KEY, headers);
      client.get("/v2/models/amn", headers);
      for (String path : List.of("/info", "/metrics", "/openapi.json", "/docs")) {
        assertThat(client.get(path, headers).text()).doesNotContain(KEY, "business");
      }
      assertThat(lines)
          .hasSize(10)
          .allMatch(line -> !line.contains(KEY) && !line.contains("business"));
      var first = JsonValue.parse(lines.get(2), "a line").node();
      assertThat(first.path("request_id").asText()).isEqualTo("r7");
      assertThat(first.path("path").asText()).isEqualTo(EMBED);
      assertThat(first.path("encoder_id").asText()).isEqualTo("words");
      assertThat(first.path("status").asInt()).isEqualTo(200);
      assertThat(first.path("traceparent").asText()).isEqualTo(parent);
      assertThat(first.path("total_ms").asDouble()).isPositive();
      assertThat(lines.get(5)).contains("\"model_id\":\"amn\"");
    }
  }

  @Test
  void aLineThatCannotBeWrittenFailsNoRequest() throws Exception {
    ServeSettings settings =
        Fixtures.settings(Fixtures.amn(folder))
            .logging(
                line -> {},
                Optional.of(
                    line -> {
                      throw new IllegalStateException("disk full");
                    }));
    try (ModelServer server = Fixtures.started(settings)) {
      assertThat(new Client(server).get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void onlyNamedPagesMayAskFromABrowser() throws Exception {
    ServeSettings settings =
        Fixtures.settings(Fixtures.amn(folder)).with(keyed(false, "https://page.example"));
    try (ModelServer server = Fixtures.started(settings)) {
      Client client = new Client(server);
      String allowed = "Access-Control-Allow-Origin";
      assertThat(client.get("/health", "Origin", "https://page.example").header(allowed))
          .isEqualTo("https://page.example");
      assertThat(client.get("/health", "Origin", "https://other.example").header(allowed))
          .isEmpty();
      var preflight =
          client.request(
              EMBED, "Origin", "https://page.example", "Access-Control-Request-Method", "POST");
      Client.Answer asked =
          client.send(
              preflight
                  .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody())
                  .build());
      assertThat(asked.status()).isEqualTo(200);
      assertThat(asked.header("Access-Control-Allow-Headers")).contains("Authorization");
      assertThat(asked.header(allowed)).isEqualTo("https://page.example");
      var other = client.request(EMBED, "Origin", "https://other.example");
      assertThat(
              client
                  .send(
                      other
                          .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody())
                          .build())
                  .status())
          .isEqualTo(405);
    }
  }

  /** A pair as `openssl` writes it, made by the keytool of this Java. */
  private Tls pair(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-validity",
                "30")
            .redirectErrorStream(true)
            .start();
    assertThat(made.waitFor())
        .as(new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    Tls tls = new Tls(folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem"));
    Files.writeString(tls.certificate(), pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
    Files.writeString(
        tls.key(), pem("PRIVATE KEY", keys.getKey("a", "changeit".toCharArray()).getEncoded()));
    return tls;
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes));
  }

  private static HttpClient trusting(Path certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, new char[0]);
    trusted.setCertificateEntry(
        "a",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate))));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  @Test
  void withACertificateHttpsIsSpokenAndNothingElse() throws Exception {
    Path model = Fixtures.amn(folder);
    Tls tls = pair("one");
    try (ModelServer server = Fixtures.started(Fixtures.settings(model).with(tls))) {
      assertThat(server.url()).startsWith("https://127.0.0.1:");
      Client client = new Client(server.url(), trusting(tls.certificate()));
      assertThat(client.post("/v2/models/amn/infer", ServerTest.infer(3)).status()).isEqualTo(200);
      for (String host : List.of("localhost", "127.0.0.1", "rebound.example")) {
        try (Socket socket =
            trusting(tls.certificate())
                .sslContext()
                .getSocketFactory()
                .createSocket("localhost", URI.create(server.url()).getPort())) {
          socket
              .getOutputStream()
              .write(
                  "GET /health HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                      .formatted(host)
                      .getBytes(StandardCharsets.US_ASCII));
          assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
              .as("whatever names the certificate has")
              .startsWith("HTTP/1.1 " + (host.equals("rebound.example") ? 421 : 200));
        }
      }
      Client plain = new Client(server.url().replace("https", "http"), HttpClient.newHttpClient());
      assertThatThrownBy(() -> plain.get("/health")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void filesThatDoNotBelongTogetherAreRefusedWithoutTheirContent() throws Exception {
    Path model = Fixtures.amn(folder);
    Tls one = pair("one");
    Tls two = pair("two");
    String secret = Files.readString(two.key()).lines().skip(1).findFirst().orElseThrow();
    for (Tls wrong :
        List.of(
            new Tls(one.certificate(), two.key()),
            new Tls(one.key(), two.key()),
            new Tls(one.certificate(), one.certificate()),
            new Tls(Files.createDirectory(folder.resolve("folder.pem")), one.key()),
            new Tls(folder.resolve("none.pem"), one.key()))) {
      assertThatThrownBy(() -> ModelServer.start(Fixtures.settings(model).with(wrong)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(".pem")
          .hasMessageNotContaining(secret);
    }
  }

  @Test
  void aKeyThatIsNoneIsRefused() {
    for (String wrong : List.of("", "short", "has a blank in it", "h\u00e4s-letters-beyond")) {
      assertThatThrownBy(() -> ApiKey.of(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 8");
    }
  }

  /** By a form, from an address of this machine. */
  private static int signIn(ModelServer server, String from, String key) throws IOException {
    URI url = URI.create(server.url());
    String form = "key=" + key;
    String request =
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(form.length(), form);
    try (Socket socket = new Socket(url.getHost(), url.getPort(), InetAddress.getByName(from), 0)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }

  @Test
  @DisabledOnOs(OS.MAC) // which has one address of its own alone
  void whoGuessesTheKeyInTheFormIsSlowAndKeepsNobodyElseWaiting() throws Exception {
    ServeSettings settings = Fixtures.settings(Fixtures.amn(folder)).with(keyed(false));
    try (ModelServer server = Fixtures.started(settings);
        ExecutorService guesses = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> guessed = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int guess = i;
        guessed.add(guesses.submit(() -> signIn(server, "127.0.0.1", "no" + guess)));
      }
      while (guessed.stream().filter(Future::isDone).count() < 190) {
        Thread.sleep(5);
      }
      long began = System.nanoTime();
      assertThat(signIn(server, "127.0.0.2", KEY)).isEqualTo(303);
      Client client = new Client(server);
      assertThat(client.get("/info", "X-Api-Key", KEY).status()).isEqualTo(200);
      assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
      int refused = 0;
      for (Future<Integer> each : guessed) {
        refused += each.get() == 429 ? 1 : 0;
      }
      assertThat(refused).isGreaterThan(150);
      assertThat(client.get("/metrics", "X-Api-Key", KEY).text())
          .contains("nextvec_refusals_total{reason=\"guessing\"} " + refused + ".0");
    }
  }
}
