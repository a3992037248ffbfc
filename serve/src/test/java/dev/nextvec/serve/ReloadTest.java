package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.serve.ServeSettings.EncoderChoice;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is served changes between two requests, or not at all. */
@SuppressWarnings("NullAway.Init")
class ReloadTest {
  private static final String KEY = "a-key-of-these-tests";
  @TempDir Path folder;

  private static String checksum(Client client) throws Exception {
    return client.get("/info").json().path("models").get(0).path("sha256").asText();
  }

  @Test
  void whatIsFoundIsServedFromThenOn() throws Exception {
    Path model = Fixtures.amn(folder);
    try (ModelServer server = Fixtures.started(Fixtures.settings(model))) {
      Client client = new Client(server);
      String before = checksum(client);
      Path other = Fixtures.persistence(folder, "other");
      deleted(model);
      Files.move(other, model);
      assertThat(checksum(client)).isEqualTo(before);
      server.reload();
      assertThat(checksum(client)).isNotEqualTo(before);
      assertThat(client.get("/v2/models/amn").json().path("outputs")).hasSize(1);
    }
  }

  @Test
  void whatIsDamagedChangesNothing() throws Exception {
    Path model = Fixtures.amn(folder);
    List<String> told = new ArrayList<>();
    ServeSettings settings = Fixtures.settings(model).logging(told::add, Optional.empty());
    try (ModelServer server = Fixtures.started(settings)) {
      Client client = new Client(server);
      String before = checksum(client);
      Files.writeString(model.resolve("golden.safetensors"), "damage");
      assertThatThrownBy(server::reload).isInstanceOf(IOException.class);
      assertThat(told).anyMatch(line -> line.contains("golden.safetensors"));
      deleted(model);
      assertThatThrownBy(server::reload).isInstanceOf(IOException.class);
      assertThat(checksum(client)).isEqualTo(before);
      assertThat(client.post("/v2/models/amn/infer", ServerTest.infer(2)).status()).isEqualTo(200);
      assertThat(client.get("/metrics").text())
          .contains("nextvec_reloads_total{outcome=\"failed\"} 2.0");
    }
  }

  @Test
  void onlyWhoHasTheKeyReloadsByHttp() throws Exception {
    Path model = Fixtures.amn(folder);
    ServeSettings.Access access =
        new ServeSettings.Access(Optional.of(ApiKey.of(KEY)), false, List.of(), List.of());
    try (ModelServer server = Fixtures.started(Fixtures.settings(model).with(access))) {
      Client client = new Client(server);
      assertThat(client.post("/admin/reload", "").status()).isEqualTo(401);
      Client.Answer answer = client.post("/admin/reload", "", "Authorization", "Bearer " + KEY);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      deleted(model);
      Client.Answer failed = client.post("/admin/reload", "", "Authorization", "Bearer " + KEY);
      assertThat(failed.status()).isEqualTo(422);
      assertThat(failed.text()).doesNotContain(folder.toString());
    }
    try (ModelServer server =
        Fixtures.started(Fixtures.settings(Fixtures.persistence(folder, "p")))) {
      assertThat(new Client(server).post("/admin/reload", "", "Authorization", "Bearer x").status())
          .isEqualTo(401);
    }
  }

  @Test
  void manyReloadsUnderLoadFailNoRequestAndLeaveNothingOpen() throws Exception {
    Path[] served = {Fixtures.amn(folder), Fixtures.index(folder, "things")};
    try (ModelServer server = Fixtures.started(Fixtures.settings(served));
        ExecutorService clients = Executors.newFixedThreadPool(3)) {
      Client client = new Client(server);
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger answered = new AtomicInteger();
      ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
      List<Future<?>> asking = new ArrayList<>();
      for (int c = 0; c < 3; c++) {
        boolean searching = c == 0;
        asking.add(clients.submit(() -> ask(client, searching, over, answered, wrong)));
      }
      int files = 0;
      for (int i = 0; i < 60; i++) {
        server.reload();
        files = i == 10 ? openFiles() : files;
      }
      over.set(true);
      for (Future<?> each : asking) {
        each.get();
      }
      assertThat(wrong).isEmpty();
      assertThat(answered.get()).isGreaterThan(60);
      assertThat(openFiles()).isLessThan(files + 30);
    }
  }

  private static void ask(
      Client client,
      boolean searching,
      AtomicBoolean over,
      AtomicInteger answered,
      ConcurrentLinkedQueue<String> wrong) {
    while (!over.get()) {
      try {
        Client.Answer answer =
            searching
                ? client.post("/v1/retrieve", "{\"text\":\"thing1 and thing2\"}")
                : client.post("/v2/models/amn/infer", ServerTest.infer(5));
        if (answer.status() != 200) {
          wrong.add(answer.text());
        }
        answered.incrementAndGet();
      } catch (Exception e) {
        wrong.add(e.toString());
      }
    }
  }

  private static int openFiles() throws IOException {
    Path open = Path.of("/proc/self/fd");
    if (!Files.isDirectory(open)) {
      return 0;
    }
    try (var files = Files.list(open)) {
      return (int) files.count();
    }
  }

  private static void deleted(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
    Files.delete(folder);
  }

  @Test
  void aServerThatEndsAnswersWhatItBegan() throws Exception {
    ModelServer server = Fixtures.started(Fixtures.settings(Fixtures.amn(folder)));
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Client client = new Client(server);
      Future<Client.Answer> slow =
          clients.submit(() -> client.post("/v1/embeddings", "{\"input\":\"slowly\"}"));
      while (!client.get("/metrics").text().contains("nextvec_requests_in_flight 1.0")) {
        Thread.sleep(1);
      }
      Future<Boolean> drained = clients.submit(server::drain);
      Thread.sleep(50);
      Client.Answer late = client.post("/v1/embeddings", "{\"input\":\"quick\"}");
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.json().path("reason").asText()).isEqualTo("draining");
      assertThat(client.get("/v2/health/ready").status()).isEqualTo(503);
      assertThat(client.get("/v2/health/live").status()).isEqualTo(200);
      assertThat(slow.get().status()).isEqualTo(200);
      assertThat(drained.get()).isTrue();
    } finally {
      server.close();
    }
    assertThatThrownBy(() -> new Client(server).get("/health")).isInstanceOf(IOException.class);
  }

  @Test
  void thatTheModelOfAnIndexIsMissingIsSaid() throws Exception {
    List<String> told = new ArrayList<>();
    Path model = Fixtures.amn(folder);
    Path index = Fixtures.index(folder, "things", Optional.of(model));
    ServeSettings alone = Fixtures.settings(index).logging(told::add, Optional.empty());
    try (ModelServer server = Fixtures.started(alone)) {
      assertThat(told).anyMatch(line -> line.contains("made for the model `amn`"));
      Client.Answer answer =
          new Client(server).post("/v1/retrieve", "{\"text\":\"a b\",\"strategy\":\"model\"}");
      assertThat(answer.detail()).contains("needs a model");
    }
    told.clear();
    ServeSettings both = Fixtures.settings(index, model).logging(told::add, Optional.empty());
    try (ModelServer server = Fixtures.started(both)) {
      assertThat(told).noneMatch(line -> line.contains("warning"));
      assertThat(
              new Client(server)
                  .post("/v1/retrieve", "{\"text\":\"a b\",\"strategy\":\"model\"}")
                  .json()
                  .path("model_sha256")
                  .asText())
          .hasSize(64);
    }
  }

  /** Texts cannot be encoded with it after all. */
  private static final class Broken implements Encoder {
    private final WordEncoder made = new WordEncoder();
    private int closed;

    @Override
    public String name() {
      return made.name();
    }

    @Override
    public int dimension() {
      return made.dimension();
    }

    @Override
    public EncoderFingerprint fingerprint() {
      return made.fingerprint();
    }

    @Override
    public void encode(List<String> texts, Sink sink) throws IOException {
      throw new IOException("the weights are damaged");
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void anEncoderThatIsOpenedForWhatCannotBeServedIsClosed() throws Exception {
    Path model = Fixtures.amn(folder);
    ServeSettings settings = Fixtures.settings(model).with(new EncoderChoice.Fitting());
    Broken broken = new Broken();
    AtomicReference<Service> made = new AtomicReference<>();
    try (Service service =
        new Service(settings, new Metrics(Interface.of(made::get)), () -> broken)) {
      service.load();
      Path other = Fixtures.persistence(folder, "other", Fixtures.fingerprint(DefaultEncoder.NAME));
      deleted(model);
      Files.move(other, model);
      assertThatThrownBy(service::reload).hasMessageContaining("the weights are damaged");
      assertThat(broken.closed).isEqualTo(1);
      assertThat(service.encoder()).isEmpty();
      assertThatThrownBy(service::reload).isInstanceOf(IOException.class);
      assertThat(broken.closed).isEqualTo(2);
    }
    assertThat(broken.closed).isEqualTo(2);
  }

  @Test
  void whatDoesNotFitIsNotServed() throws Exception {
    Path model = Fixtures.amn(folder);
    ServeSettings none = Fixtures.settings(model, folder.resolve("none"));
    try (ModelServer server = ModelServer.start(none)) {
      assertThatThrownBy(server::load).hasMessageContaining("does not exist");
      assertThat(new Client(server).get("/health").status()).isEqualTo(503);
    }
    ServeSettings first = Fixtures.settings(model);
    try (ModelServer server = Fixtures.started(first)) {
      int port = java.net.URI.create(server.url()).getPort();
      assertThatThrownBy(() -> ModelServer.start(first.at("127.0.0.1", port)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen at 127.0.0.1, port " + port);
    }
  }
}
