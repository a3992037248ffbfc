package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code nextvec ui}: the page for a folder of runs, until it is told to end. */
@SuppressWarnings("NullAway.Init")
class UiTest {
  @TempDir Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static HttpResponse<String> page(String url) throws Exception {
    HttpClient http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/html").build();
    for (int tries = 0; tries < 1200; tries++) {
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 503) {
          return answer;
        }
      } catch (IOException notYet) {
        // It does not listen yet.
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the page did not come");
  }

  @Test
  void aFolderWithoutRunsYetIsShown() throws Exception {
    Path runs = Files.createDirectories(folder.resolve("runs"));
    Path requests = folder.resolve("requests.log");
    String port = "" + freePort();
    StopSignal stop = new StopSignal();
    try (ExecutorService programs = Executors.newSingleThreadExecutor()) {
      Future<Invoked> run =
          programs.submit(
              () ->
                  Invoked.nextvec(
                      stop,
                      "ui",
                      runs.toString(),
                      "--port",
                      port,
                      "--access-log",
                      requests.toString()));
      HttpResponse<String> shown = page("http://127.0.0.1:%s/".formatted(port));
      assertThat(shown.statusCode()).isEqualTo(200);
      assertThat(shown.uri().getPath()).isEqualTo("/compare");
      assertThat(shown.body()).contains(">Compare</h1>", "nextvec train");
      stop.request();
      Invoked ended = run.get();
      assertThat(ended.exit()).as(ended.err()).isZero();
      assertThat(ended.err()).contains("open http://127.0.0.1:%s/ in a browser".formatted(port));
    }
    assertThat(Files.readString(requests)).contains("\"path\":\"/compare\"");
  }

  @Test
  void withoutAPortItTakesOneThatIsFreeAndTellsTheAddress() {
    StopSignal stop = new StopSignal();
    stop.request();
    Invoked ended = Invoked.nextvec(stop, "ui", folder.toString(), "--json");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.err()).containsPattern("open http://127\\.0\\.0\\.1:\\d{2,5}/ in a browser");
    assertThat(ended.out()).contains("\"all_answered\":true").hasLineCount(1);
  }

  @Test
  void whatIsNoFolderIsRefusedAndWithoutADemonstrationRunsMustBeNamed() {
    Invoked none = Invoked.nextvec("ui", folder.resolve("none").toString());
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).contains("does not exist");
    Invoked data =
        Invoked.nextvec("ui", folder.toString(), "--data", folder.resolve("d").toString());
    assertThat(data.exit()).isEqualTo(1);
    assertThat(data.err()).contains("a dataset must be a folder");
    Invoked unnamed = Invoked.nextvec("ui");
    assertThat(unnamed.exit()).isEqualTo(2);
    assertThat(unnamed.err()).contains("name a folder of runs");
  }

  @Test
  void whatCannotStandBesideRunsIsSaidAndSoIsAnOptionWithoutEffect() throws Exception {
    Path runs = Files.createDirectories(folder.resolve("runs"));
    Invoked model = Invoked.nextvec("ui", runs.toString(), folder.toString());
    assertThat(model.exit()).isEqualTo(1);
    assertThat(model.err()).contains(folder + " is no model package");
    Invoked index = Invoked.nextvec("ui", runs.toString(), "--index", folder.toString());
    assertThat(index.err()).contains(folder + " is no index");
    assertThat(Invoked.nextvec("ui", runs.toString(), "--batch", "8").exit()).isEqualTo(2);
    assertThat(Invoked.nextvec("ui", runs.toString(), "--max-wait", "1").exit()).isEqualTo(2);
    assertThat(Invoked.nextvec("ui", runs.toString(), "--public-metrics").err())
        .contains("`--public-metrics` has no effect without a key");
  }
}
