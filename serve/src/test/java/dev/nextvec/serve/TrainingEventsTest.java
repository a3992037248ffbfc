package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunLock;
import dev.nextvec.serve.ServeSettings.Shown;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream of events of a page that watches runs, and stopping a training. */
@Tag("slow")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init")
class TrainingEventsTest {
  @TempDir Path folder;
  private RunDirectory run;
  private ModelServer server;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    Path data = RunFixtures.data(folder, 30);
    run = RunFixtures.run(folder.resolve("runs"), "amn", data, 2, 50);
    serve(true);
  }

  private void serve(boolean control) throws IOException {
    Shown shown = new Shown(Optional.of(folder.resolve("runs")), Optional.empty(), control);
    server = Fixtures.started(ServeSettings.of(List.of(), shown).at(ServeSettings.HOST, 0));
    client = new Client(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A page that listens. */
  private record Page(HttpResponse<InputStream> response, BufferedReader lines)
      implements AutoCloseable {
    static Page of(Client client, String group) throws Exception {
      HttpResponse<InputStream> response =
          client
              .http()
              .send(
                  client.request("/train/events?runs=" + group).GET().build(),
                  BodyHandlers.ofInputStream());
      return new Page(
          response,
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    /** The next line that begins so; empty at the end of the stream. */
    String next(String begin) throws IOException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(begin)) {
          return line;
        }
      }
      return "";
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  private String group() throws IOException {
    String data = run.info().provenance().datasetSha256().substring(0, 8);
    return data + "-" + run.info().provenance().splitSha256().substring(0, 8);
  }

  @Test
  void whatIsWrittenIsToldAndSilenceIsBrokenNowAndThen() throws Exception {
    try (RunLock lock = RunLock.take(run.path());
        Page page = Page.of(client, group())) {
      assertThat(page.response().headers().firstValue("Content-Type"))
          .hasValue("text/event-stream");
      assertThat(page.next("data: ")).contains("\"points\":[[0,", "[2,");
      run.metrics().write(RunFixtures.epochs(3));
      assertThat(page.next("data: ")).contains("\"more\":[[3,");
      assertThat(page.next(":")).isEqualTo(": still here");
    }
  }

  @Test
  void theStreamEndsWhenTheServerDoes() throws Exception {
    try (Page page = Page.of(client, group())) {
      page.next("data: ");
      assertThat(server.drain()).isTrue();
      assertThat(page.next("event: ")).isEqualTo("event: end");
      assertThat(page.next("event: ")).as("the end of it").isEmpty();
    }
  }

  @Test
  void onlySoManyPagesListenAndThoseThatCloseMakeRoom() throws Exception {
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < Streams.MOST; i++) {
      pages.add(Page.of(client, group()));
      pages.getLast().next("data: ");
    }
    try (Page more = Page.of(client, group())) {
      assertThat(more.response().statusCode()).isEqualTo(429);
      assertThat(more.next("{")).contains("32 pages listen already");
    }
    assertThat(client.get("/train").status()).as("the rest goes on").isEqualTo(200);
    for (Page page : pages) {
      page.close();
    }
    for (int i = 0; i < 100; i++) {
      try (Page page = Page.of(client, group())) {
        if (page.response().statusCode() == 200) {
          return;
        }
      }
      Thread.sleep(200);
    }
    throw new AssertionError("closed pages still take room");
  }

  @Test
  void onlyTheOwnPageStopsATrainingAndOnlyWhereThatWasAllowed() throws Exception {
    String own = server.url();
    assertThat(asked("run=amn", "Origin", "https://elsewhere.example").status()).isEqualTo(422);
    assertThat(asked("run=amn").status()).as("a program, or an old browser").isEqualTo(422);
    assertThat(asked("run=amn", "Origin", own, "Sec-Fetch-Site", "cross-site").status())
        .isEqualTo(422);
    assertThat(asked("run=amn", "Origin", own, "Sec-Fetch-Site", "same-origin").detail())
        .contains("`amn` is not training any more");
    assertThat(asked("run=other", "Origin", own, "Sec-Fetch-Site", "same-origin").status())
        .isEqualTo(404);
    server.close();
    serve(false);
    assertThat(asked("run=amn", "Origin", server.url(), "Sec-Fetch-Site", "same-origin").detail())
        .contains("was not started to stop trainings", "allow-control");
    assertThat(client.get("/train").text()).doesNotContain("/train/stop");
  }

  private Client.Answer asked(String form, String... headers) throws Exception {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Content-Type", "application/x-www-form-urlencoded"));
    return client.post(
        "/train/stop", form.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
  }

  @Test
  void aTrainingThatIsStoppedEndsByItself() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HoldingProgram.class.getName(),
                run.path().toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = program.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("held");
      assertThat(client.get("/train").text()).contains("state training", "action=\"/train/stop\"");
      Client.Answer answer =
          asked("run=amn", "Origin", server.url(), "Sec-Fetch-Site", "same-origin");
      assertThat(answer.status()).isEqualTo(303);
      assertThat(answer.header("Location")).isEqualTo("/train?told=amn");
      assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      program.destroyForcibly();
    }
    assertThat(run.isTraining()).isFalse();
    assertThat(RunLock.isLeft(run.path())).as("it ended itself").isFalse();
    Thread.sleep(1100);
    assertThat(client.get("/train").text()).contains("state stopped");
  }
}
