package dev.nextvec.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.onnx.Exportable;
import dev.nextvec.internal.onnx.ModelExport;
import dev.nextvec.serve.ModelServer;
import dev.nextvec.serve.ServeSettings;
import dev.nextvec.text.PrecisionChoice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code nextvec serve}: what is asked for is served, until it is told to end. */
@SuppressWarnings("NullAway.Init")
class ServeTest {
  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Path model;

  @BeforeEach
  void export() throws Exception {
    LinearAverage average = new LinearAverage(2, 4);
    model = folder.resolve("notes.model");
    new ModelExport(
            "average",
            new Exportable.Fitted(average),
            average,
            Optional.empty(),
            JsonNodeFactory.instance.objectNode(),
            "# average\n")
        .writePackage(model, false);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private HttpResponse<String> get(int port, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return http.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void awaitReady(int port) throws Exception {
    for (int tries = 0; tries < 1200; tries++) {
      try {
        if (get(port, "/health").statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It does not listen yet.
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the server did not become ready");
  }

  @Test
  void servesUntilItIsStoppedAndEndsWell() throws Exception {
    StopSignal stop = new StopSignal();
    int port = freePort();
    Path log = folder.resolve("requests.log");
    Path key = Files.writeString(folder.resolve("key"), "a-key-of-a-test\n");
    try (ExecutorService programs = Executors.newSingleThreadExecutor()) {
      Future<Invoked> run =
          programs.submit(
              () ->
                  Invoked.nextvec(
                      stop,
                      "serve",
                      "m=" + model,
                      "--port",
                      "" + port,
                      "--api-key",
                      key.toString(),
                      "--access-log",
                      log.toString(),
                      "--no-encoder",
                      "--threads",
                      "3",
                      "--max-wait",
                      "0.25",
                      "--json"));
      awaitReady(port);
      assertThat(get(port, "/v2/models/m").statusCode()).isEqualTo(401);
      assertThat(get(port, "/v2/models/m", "Authorization", "Bearer a-key-of-a-test").body())
          .contains("\"shape\":[-1,2,4]");
      stop.request();
      Invoked ended = run.get();
      assertThat(ended.exit()).isZero();
      assertThat(ended.out()).contains("\"all_answered\":true").hasLineCount(1);
      assertThat(ended.err())
          .contains("listening at http://127.0.0.1:" + port, "model m (", "ready after")
          .contains("3 threads", "none that would wait over 0.25 s", "asks for its key");
      assertThat(ended.err()).doesNotContain("a-key-of-a-test");
    }
    assertThat(Files.readString(log))
        .contains("\"path\":\"/v2/models/m\"")
        .doesNotContain("a-key-of-a-test");
  }

  @Test
  void threadsComputeBesideTheServiceThatEncodes() throws Exception {
    String[] words = {"m", "--encoder=http://127.0.0.1:9", "--encoder-model=m", "--threads=2"};
    ServeCommand command = CommandLine.populateCommand(new ServeCommand(), words);
    assertThat(command.encoder.choice(PrecisionChoice.FLOAT32).isLocal()).isFalse();
    assertThat(command.encoder.threads).isEqualTo(2);
  }

  @Test
  void whatMakesNoSenseIsWrongUsage() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), "short");
    for (List<String> wrong :
        List.of(
            List.<String>of(),
            List.of(model.toString(), "--tls-key", "a.pem"),
            List.of(model.toString(), "--api-key", key.toString()),
            List.of(model.toString(), "--cors-origin", "*"),
            List.of(model.toString(), "--allowed-host", "https://models.example.org"),
            List.of(model.toString(), "--unix-socket", "s", "--allowed-host", "a.example"),
            List.of(model.toString(), "--no-encoder", "--encoder", "default"),
            List.of(model.toString(), "--encoder-model", "a"),
            List.of(model.toString(), "--encoder-batch", "8"),
            List.of(model.toString(), "--public-metrics"),
            List.of(model.toString(), "--allow-control"),
            List.of(model.toString(), "--max-wait", "0"),
            List.of(model.toString(), "--max-wait", "NaN"),
            List.of(model.toString(), "--cors-origin", "https://a.example/page"),
            List.of(model.toString(), "--port", "65536"),
            List.of(model.toString(), "a b=" + model),
            List.of(model.toString(), model.toString()))) {
      String[] arguments =
          java.util.stream.Stream.concat(java.util.stream.Stream.of("serve"), wrong.stream())
              .toArray(String[]::new);
      Invoked run = Invoked.nextvec(arguments);
      assertThat(run.exit()).as(wrong + run.err()).isEqualTo(2);
      assertThat(run.err()).startsWith("nextvec: ").contains("see `");
    }
  }

  @Test
  void whatCannotBeServedIsSaidAndNothingGoesOn() {
    Invoked none = Invoked.nextvec("serve", folder.resolve("none").toString(), "--port", "0");
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).contains("does not exist");
    Invoked host = Invoked.nextvec("serve", model.toString(), "--host", "192.0.2.1", "--port", "0");
    assertThat(host.exit()).isEqualTo(1);
    assertThat(host.err()).contains("cannot listen at 192.0.2.1, port 0");
    Invoked name =
        Invoked.nextvec("serve", model.toString(), "--host", "no-host.invalid", "--port", "0");
    assertThat(name.err()).contains("there is no host of that name");
    Invoked key =
        Invoked.nextvec("serve", model.toString(), "--port", "0", "--api-key", folder.toString());
    assertThat(key.exit()).isEqualTo(1);
    assertThat(key.err()).contains(folder + " is a folder");
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Invoked run = Invoked.nextvec("serve", model.toString(), "--port", "" + taken.getLocalPort());
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).contains("another program listens there: name another port");
    }
  }

  @Test
  void aSocketIsInsteadOfAPort() {
    Invoked both =
        Invoked.nextvec("serve", model.toString(), "--unix-socket", "s", "--host", "localhost");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("`--host` has no effect with --unix-socket");
  }

  @Test
  void whatTheDemonstrationMadeIsServedWithTheModelThatItsIndexWasMadeFor() throws Exception {
    Path demo = folder.resolve("demo");
    assertThatThrownBy(() -> DemoServed.sources(demo))
        .isInstanceOf(WrongUsage.class)
        .hasMessageContaining("run `demo` in this folder first");
    Path data = TinyData.turning(folder.resolve("data"), 30, 12, 1);
    Path run = DemoCommand.retrieving(demo);
    Invoked.done(
        "train",
        data,
        "--model-type=amn-r",
        "--goal=retrieval",
        "--out=" + run,
        "--epochs=1",
        "--hidden=8",
        "--threads=1",
        "--speed-seconds=0");
    Invoked.done("index", data, "--model", run, "--out", DemoCommand.index(demo));
    List<String> told = new CopyOnWriteArrayList<>();
    ServeSettings settings =
        ServeSettings.of(DemoServed.sources(demo))
            .at("127.0.0.1", 0)
            .logging(told::add, Optional.empty());
    try (ModelServer server = ModelServer.start(settings)) {
      server.load();
      assertThat(server.served()).contains("amn-r-retrieval", "index manual");
    }
    assertThat(told).noneMatch(line -> line.contains("without a model"));
  }

  private Process launched(String... arguments) throws Exception {
    String launcher = Path.of("..", "nextvec").toAbsolutePath().normalize().toString();
    // It may have to build first, for which no server is waited for.
    Process built =
        new ProcessBuilder(launcher, "--version")
            .redirectOutput(folder.resolve("version").toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(built.waitFor()).as(Files.readString(folder.resolve("version"))).isZero();
    List<String> command = new ArrayList<>(List.of(launcher, "serve", model.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("stdout").toFile())
        .redirectError(folder.resolve("stderr").toFile())
        .start();
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
  }

  @Test
  @Tag("slow")
  @DisabledOnOs(OS.WINDOWS)
  void aHangupOpensEverythingAnewAndTerminationEndsWell() throws Exception {
    int port = freePort();
    Process process = launched("--port", "" + port);
    try {
      awaitReady(port);
      signal(process, "HUP");
      for (int tries = 0; tries < 200 && !stderr().contains("opened anew"); tries++) {
        Thread.sleep(50);
      }
      assertThat(stderr()).contains("opened anew: model notes (");
      signal(process, "TERM");
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(folder.resolve("stdout"))).contains("every request was answered");
  }

  private static Map<Path, String> hashes(Path of) throws IOException {
    Map<Path, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(of)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        hashes.put(file, Sha256.ofFile(file));
      }
    }
    return hashes;
  }

  private void askOn(int port, AtomicInteger answered) {
    try {
      while (true) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/predict"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"vectors\":[[1,0,0,0],[0,1,0,0]]}"))
                .build();
        int status = http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        answered.addAndGet(status == 200 ? 1 : 0);
      }
    } catch (IOException | InterruptedException gone) {
      // The server was ended.
    }
  }

  /** Twice: whoever begins again finds everything as it was, and the log has whole lines. */
  @Test
  @Tag("slow")
  @DisabledOnOs(OS.WINDOWS)
  void endedAtOnceUnderLoadItLeavesNothingThatKeepsTheNextFromServing() throws Exception {
    Path log = folder.resolve("requests.log");
    Map<Path, String> before = hashes(model);
    for (int round = 0; round < 2; round++) {
      int port = freePort();
      Process process = launched("--port", "" + port, "--access-log", log.toString());
      AtomicInteger answered = new AtomicInteger();
      try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
        awaitReady(port);
        for (int i = 0; i < 4; i++) {
          clients.submit(() -> askOn(port, answered));
        }
        while (answered.get() < 200) {
          Thread.sleep(5);
        }
        signal(process, "KILL");
        assertThat(process.waitFor()).isEqualTo(137);
      } finally {
        process.destroyForcibly();
      }
      assertThat(hashes(model)).isEqualTo(before);
      for (String line : Files.readAllLines(log)) {
        assertThat(JsonValue.parse(line.getBytes(UTF_8), "a line").node().isObject()).isTrue();
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskUnderTheAccessLogKeepsNobodyFromBeingAnswered() throws Exception {
    StopSignal stop = new StopSignal();
    int port = freePort();
    try (ExecutorService programs = Executors.newSingleThreadExecutor()) {
      Future<Invoked> run =
          programs.submit(
              () ->
                  Invoked.nextvec(
                      stop,
                      "serve",
                      "m=" + model,
                      "--port=" + port,
                      "--access-log=/dev/full")); // each write finds no space left
      awaitReady(port);
      for (int i = 0; i < 20; i++) {
        assertThat(get(port, "/v2/models/m").statusCode()).isEqualTo(200);
      }
      stop.request();
      Invoked ended = run.get();
      assertThat(ended.exit()).isZero();
      assertThat(ended.err()).containsOnlyOnce("lines of /dev/full are lost");
    }
  }

  private String stderr() throws IOException {
    return Files.readString(folder.resolve("stderr"));
  }
}
