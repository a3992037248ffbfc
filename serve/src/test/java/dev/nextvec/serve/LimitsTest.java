package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However much is asked, what is spent is bounded, and everybody gets a turn. */
@SuppressWarnings("NullAway.Init")
class LimitsTest {
  private static final String EMBED = "/v1/embeddings";
  private static final String SLOW = "{\"input\":\"slowly now\"}";
  @TempDir Path folder;
  private Path amn;

  @BeforeEach
  void export() throws Exception {
    amn = Fixtures.amn(folder);
  }

  private static Limits few(int requests, int threads) {
    return Limits.STANDARD.withRequests(requests).withComputing(4, threads);
  }

  private static List<Client.Answer> atOnce(int count, Callable<Client.Answer> ask)
      throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Client.Answer>> asked =
          IntStream.range(0, count).mapToObj(i -> clients.submit(ask)).toList();
      List<Client.Answer> answers = new ArrayList<>();
      for (Future<Client.Answer> each : asked) {
        answers.add(each.get());
      }
      return answers;
    }
  }

  @Test
  void whoComesTooManyIsToldWhenToComeAgain() throws Exception {
    try (ModelServer server = Fixtures.started(Fixtures.settings(amn).with(few(4, 1)))) {
      Client client = new Client(server);
      List<Client.Answer> answers = atOnce(20, () -> client.post(EMBED, SLOW));
      assertThat(answers).allMatch(each -> each.status() == 200 || each.status() == 429);
      List<Client.Answer> refused = answers.stream().filter(a -> a.status() == 429).toList();
      assertThat(refused).hasSizeBetween(1, 16);
      assertThat(refused).allMatch(each -> each.header("Retry-After").matches("[1-9]\\d*"));
      assertThat(client.post(EMBED, SLOW).status()).isEqualTo(200);
      assertThat(client.get("/metrics").text())
          .contains("nextvec_refusals_total{reason=\"overloaded\"} " + refused.size() + ".0")
          .contains("nextvec_requests_in_flight 0.0");
    }
  }

  /** Two threads and a fifth of a second each: ten a second are answered, and a hundred come. */
  @Test
  void inAStormWhoIsLetInWaitsNotLongerThanWasSaidAndAllIsAsBeforeAfterwards() throws Exception {
    Limits said = few(64, 2).withLongestWait(Duration.ofSeconds(1));
    try (ModelServer server = Fixtures.started(Fixtures.settings(amn).with(said));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Client client = new Client(server);
      atOnce(8, () -> client.post(EMBED, SLOW)); // what they take is known now
      List<Future<Client.Answer>> asked = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < 400; i++) {
        asked.add(clients.submit(() -> client.post(EMBED, SLOW)));
        Thread.sleep(10);
      }
      int answered = 0;
      int late = 0;
      for (Future<Client.Answer> each : asked) {
        Client.Answer answer = each.get();
        assertThat(answer.status()).isIn(200, 429);
        if (answer.status() == 200) {
          answered++;
          assertThat(Double.parseDouble(answer.header("X-Queue-Time"))).isLessThan(1600);
        } else {
          late++;
          assertThat(answer.json().path("reason").asText()).isEqualTo("waiting");
          assertThat(answer.header("Retry-After")).isIn("1", "2");
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(answered).as("ten a second").isBetween(20, (int) (10 * seconds) + 12);
      assertThat(client.get("/metrics").text())
          .contains("nextvec_refusals_total{reason=\"waiting\"} " + late + ".0")
          .contains("nextvec_wait_longest_seconds 1.0");
      assertThat(atOnce(6, () -> client.post(EMBED, SLOW))).allMatch(each -> each.status() == 200);
    }
  }

  @Test
  void whoseTimeIsOverBeforeAThreadIsFreeTeachesNothingOfWhatRequestsTake() throws Exception {
    try (ModelServer server = Fixtures.started(Fixtures.settings(amn).with(few(64, 1)));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Client client = new Client(server);
      assertThat(client.post(EMBED, SLOW).status()).isEqualTo(200);
      String slowly = "{\"input\":[" + "\"slowly\",".repeat(19) + "\"slowly\"]}"; // 4 s
      Future<Client.Answer> slow = clients.submit(() -> client.post(EMBED, slowly));
      while (!client.get("/metrics").text().contains("nextvec_requests_in_flight 1.0")) {
        Thread.sleep(1);
      }
      for (int i = 0; i < 100; i++) {
        int status = client.post(EMBED, SLOW, "X-Request-Timeout", "0.01").status();
        assertThat(status).isIn(504, 408); // in the queue, or before all of it was here
      }
      double expected =
          client
              .get("/metrics")
              .text()
              .lines()
              .filter(line -> line.startsWith("nextvec_wait_expected_seconds "))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
              .sum();
      assertThat(slow.isDone()).isFalse();
      assertThat(expected).isGreaterThan(.1);
      assertThat(slow.get().status()).isEqualTo(200);
    }
  }

  @Test
  void healthIsToldHoweverBusyTheServerIs() throws Exception {
    try (ModelServer server = Fixtures.started(Fixtures.settings(amn).with(few(1, 1)));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Client client = new Client(server);
      String slowly = "{\"input\":[" + "\"slowly\",".repeat(29) + "\"slowly\"]}"; // 6 s
      Future<Client.Answer> slow = clients.submit(() -> client.post(EMBED, slowly));
      while (!client.get("/metrics").text().contains("nextvec_requests_in_flight 1.0")) {
        Thread.sleep(1);
      }
      int status = 0;
      while (status != 429 && !slow.isDone()) {
        Thread.sleep(1);
        status = client.post(EMBED, "{\"input\":\"quick\"}").status();
      }
      assertThat(client.get("/v2/health/ready").status()).isEqualTo(200);
      assertThat(slow.isDone()).isFalse();
      assertThat(slow.get().status()).isEqualTo(200);
    }
  }

  /** Else refusals stand in a queue before the requests that are worked on. */
  @Test
  void refusalsTakeNoThreadOfThoseThatAreWorkedOn() throws Exception {
    try (ModelServer server = Fixtures.started(Fixtures.settings(amn).with(few(1, 1)));
        ExecutorService clients = Executors.newCachedThreadPool()) {
      Client client = new Client(server);
      String slowly = "{\"input\":[" + "\"slowly\",".repeat(29) + "\"slowly\"]}"; // 6 s
      Future<Client.Answer> slow = clients.submit(() -> client.post(EMBED, slowly));
      while (!client.get("/metrics").text().contains("nextvec_requests_in_flight 1.0")) {
        Thread.sleep(1);
      }
      long end = System.nanoTime() + 4_000_000_000L;
      for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
        Thread.startVirtualThread(() -> spin(end)); // nothing that needs such a thread goes on
      }
      String json = " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
      assertThat(Called.raw(server, "POST " + EMBED + json).status()).isEqualTo(429);
      assertThat(Called.raw(server, "POST /v1/none" + json).status()).isEqualTo(404);
      assertThat(System.nanoTime()).as("before the threads were free").isLessThan(end);
      assertThat(slow.get().status()).isEqualTo(200);
    }
  }

  private static void spin(long end) {
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whoIsRefusedAndSendsItsBodyLaterKeepsNobodyWaiting() throws Exception {
    try (ModelServer server = Fixtures.started(Fixtures.settings(amn))) {
      URI url = URI.create(server.url());
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket(url.getHost(), url.getPort());
        byte[] begin =
            "POST /v1/none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(begin);
        slow.add(socket);
      }
      long began = System.nanoTime();
      Client client = new Client(server);
      assertThat(client.post("/v2/models/amn/infer", ServerTest.infer(1)).status()).isEqualTo(200);
      assertThat(System.nanoTime() - began).isLessThan(1_900_000_000L); // they have 2 s
      for (Socket each : slow) {
        each.setSoTimeout(15_000);
        byte[] answer = each.getInputStream().readAllBytes();
        assertThat(new String(answer, StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 404")
            .contains("Connection: close");
        each.close();
      }
    }
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotDone() throws Exception {
    WordEncoder encoder = new WordEncoder();
    ServeSettings settings =
        Fixtures.settings(amn)
            .with(few(64, 1))
            .with(new ServeSettings.EncoderChoice.Given(() -> encoder));
    try (ModelServer server = Fixtures.started(settings)) {
      Client client = new Client(server);
      int before = encoder.texts.get();
      List<Client.Answer> answers =
          atOnce(20, () -> client.post(EMBED, SLOW, "X-Request-Timeout", "0.3"));
      assertThat(answers).allMatch(each -> each.status() == 200 || each.status() == 504);
      assertThat(answers).filteredOn(each -> each.status() == 504).hasSizeGreaterThan(5);
      Thread.sleep(500);
      assertThat(encoder.texts.get() - before).isLessThan(15);
    }
  }

  @Test
  void whoGoesAwayIsNotWorkedForAndWhoSendsTheNextRequestAtOnceIs() throws Exception {
    WordEncoder encoder = new WordEncoder();
    ServeSettings settings =
        Fixtures.settings(amn)
            .with(few(64, 1))
            .with(new ServeSettings.EncoderChoice.Given(() -> encoder));
    try (ModelServer server = Fixtures.started(settings)) {
      int before = encoder.texts.get();
      URI url = URI.create(server.url());
      for (int i = 0; i < 20; i++) {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
          socket.getOutputStream().write(raw(SLOW));
        }
      }
      Client client = new Client(server);
      while (!client.get("/metrics").text().contains("nextvec_requests_in_flight 0.0")) {
        Thread.sleep(20);
      }
      assertThat(encoder.texts.get() - before).isLessThan(10);
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        socket.setSoTimeout(20_000);
        for (int i = 0; i < 5; i++) {
          socket.getOutputStream().write(raw(SLOW));
        }
        String answers = "";
        while (answers.split("HTTP/1.1 200", -1).length <= 5) {
          byte[] some = new byte[4096];
          int read = socket.getInputStream().read(some);
          assertThat(read).isPositive();
          answers += new String(some, 0, read, StandardCharsets.US_ASCII);
        }
      }
    }
  }

  private static byte[] raw(String body) {
    return ("POST /v1/embeddings HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aRequestThatWouldBeAnsweredTooLateIsEnded() throws Exception {
    Limits brief =
        few(8, 1).withTimes(Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofSeconds(1));
    try (ModelServer server = Fixtures.started(Fixtures.settings(amn).with(brief))) {
      Client.Answer answer = new Client(server).post(EMBED, SLOW, "X-Request-Timeout", "60");
      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.json().path("reason").asText()).isEqualTo("deadline");
    }
  }

  @Test
  void manyTextsDoNotKeepOneFromItsTurn() throws Exception {
    try (ModelServer server = Fixtures.started(Fixtures.settings(amn).with(few(8, 1)));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Client client = new Client(server);
      String many = "{\"input\":[" + "\"slowly\",".repeat(39) + "\"slowly\"]}"; // 8 s of work
      Future<Client.Answer> large = clients.submit(() -> client.post(EMBED, many));
      Thread.sleep(300);
      long began = System.nanoTime();
      assertThat(client.post("/v2/models/amn/infer", ServerTest.infer(1)).status()).isEqualTo(200);
      assertThat(System.nanoTime() - began).isLessThan(4_000_000_000L); // one slice is 1.6 s
      assertThat(large.isDone()).isFalse();
      assertThat(large.get().json().path("data")).hasSize(40);
    }
  }

  @Test
  void requestsThatWaitTogetherArePredictedTogetherAndEachGetsItsOwn() throws Exception {
    try (ModelServer server = Fixtures.started(Fixtures.settings(amn).with(few(64, 1)));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Client client = new Client(server);
      String alone =
          client
              .post("/v2/models/amn/infer", ServerTest.infer(3))
              .json()
              .path("outputs")
              .toString();
      double batches = batches(client);
      String slowly = "{\"input\":[" + "\"slowly\",".repeat(7) + "\"slowly\"]}"; // one slice, 1.6 s
      Future<Client.Answer> slow = clients.submit(() -> client.post(EMBED, slowly));
      while (!client.get("/metrics").text().contains("nextvec_threads_computing 1.0")) {
        Thread.sleep(1);
      }
      List<Client.Answer> answers =
          atOnce(12, () -> client.post("/v2/models/amn/infer", ServerTest.infer(1)));
      assertThat(slow.get().status()).isEqualTo(200);
      for (Client.Answer each : answers) {
        assertThat(alone)
            .contains(
                each.json().path("outputs").get(0).path("data").get(3).toString().substring(0, 7));
      }
      assertThat(batches(client) - batches).isBetween(3.0, 11.0); // 12 contexts, 4 at once
    }
  }

  private static double batches(Client client) throws Exception {
    return client
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("nextvec_batch_rows_count"))
        .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[1]))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aBatchOfUsualSizePassesByDefault() throws Exception {
    StringBuilder body = new StringBuilder("{\"padding\":\"").append("x".repeat(3 << 20));
    try (ModelServer server = Fixtures.started(Fixtures.settings(amn))) {
      Client.Answer answer = new Client(server).post("/v1/predict", body.append("\"}").toString());
      assertThat(answer.status()).isEqualTo(400); // read, and found to be none
      assertThat(answer.detail()).contains("`padding` is no field");
    }
  }
}
