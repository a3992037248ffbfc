package dev.nextvec.serve;

import dev.nextvec.serve.ServeSettings.EncoderChoice;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** What requests share: what is served, who computes, and how much there is of everything. */
final class Service implements AutoCloseable {
  private static final long POLL_MILLIS = 10;
  private static final long LONGEST_FORM = 4096;

  /** What it does. */
  enum State {
    STARTING,
    READY,
    DRAINING
  }

  private final ServeSettings settings;
  private final ServeSettings.Opener standard;
  private final Doors doors;
  private final Budget budget = new Budget();
  private final Budget replies = new Budget();
  private final Bodies bodies;
  private final Pace pace = new Pace(System::nanoTime);
  private final Admission admission;
  private final Metrics metrics;
  private final Workers workers;
  private final PageSources sources;
  private final Streams streams;
  private final ReentrantLock reloading = new ReentrantLock();
  private volatile Optional<Catalog> current = Optional.empty();
  private volatile Optional<Encoder> encoder = Optional.empty();
  private volatile State state = State.STARTING;

  /**
   * Nothing is open yet.
   *
   * @param standard opens the default encoder
   */
  Service(ServeSettings settings, Metrics metrics, ServeSettings.Opener standard) {
    this.settings = settings;
    this.standard = standard;
    this.metrics = metrics;
    this.doors = new Doors(settings.access(), settings.place());
    Limits limits = settings.limits();
    this.bodies = new Bodies(limits.longestBody(), budget);
    this.admission = new Admission(limits, pace);
    this.sources = new PageSources(settings);
    this.streams = new Streams(this);
    this.workers = new Workers(limits, pace, metrics::batch);
    metrics.gauge("nextvec.requests.in.flight", "requests inside", admission::inside);
    metrics.gauge(
        "nextvec.wait.expected.seconds",
        "how long who comes now is expected to wait for its turn",
        () -> admission.expected().toNanos() / 1e9);
    metrics.gauge(
        "nextvec.wait.longest.seconds",
        "above which a request is refused",
        () -> admission.bound().toNanos() / 1e9);
    metrics.gauge("nextvec.jobs.waiting", "jobs that no thread works on", workers::waiting);
    metrics.gauge("nextvec.threads.computing", "threads that compute", workers::busy);
    metrics.gauge("nextvec.body.bytes", "bytes of bodies in memory", budget::taken);
    metrics.gauge("nextvec.reply.bytes", "bytes of replies in memory", replies::taken);
    metrics.gauge("nextvec.ready", "whether it is ready", () -> isReady() ? 1 : 0);
  }

  Limits limits() {
    return settings.limits();
  }

  /** That a request may be expected to wait now. */
  Duration longestWait() {
    return admission.bound();
  }

  /** Who is let in. */
  Doors doors() {
    return doors;
  }

  /** What the page shows besides what is served. */
  PageSources sources() {
    return sources;
  }

  /** Replies that go on. */
  Streams streams() {
    return streams;
  }

  Metrics metrics() {
    return metrics;
  }

  /** Bytes of answers that clients have not taken yet. */
  Budget replies() {
    return replies;
  }

  Optional<Encoder> encoder() {
    return encoder;
  }

  void told(String line) {
    settings.log().accept(line);
  }

  /** A message in which what is served is called as clients call it, not by its path. */
  String named(String message) {
    String named = message;
    for (ServeSettings.Source each : settings.sources()) {
      named = named.replace(each.path().toString(), each.id());
    }
    return named;
  }

  boolean isReady() {
    return state == State.READY;
  }

  /** Opens and tries everything; from then on requests are worked on. */
  void load() throws IOException {
    Catalog catalog = opened();
    current = Optional.of(catalog);
    serving(catalog);
    loaded();
  }

  /** What is to be served, tried; closed again if it is not sound. */
  private Catalog opened() throws IOException {
    try (Loading loading = new Loading(settings.log())) {
      Catalog catalog = Catalog.open(settings.sources(), limits().batch(), loading);
      try {
        tried(catalog, loading);
        return catalog;
      } catch (IOException | RuntimeException | Error e) {
        catalog.letGo();
        throw e;
      }
    }
  }

  /**
   * Asks all of it once, with the encoder that it needs, which stays open only if that went well.
   */
  private void tried(Catalog catalog, Loading loading) throws IOException {
    boolean had = encoder.isPresent();
    if (had && settings.encoder() instanceof EncoderChoice.Given) {
      requireFit(encoder.get(), catalog);
    }
    loading.does("opening the encoder");
    Optional<Encoder> needed = had ? encoder : encoderFor(catalog);
    try {
      loading.does("trying what will be served");
      WarmUp.run(catalog, needed);
    } catch (IOException | RuntimeException | Error e) {
      if (!had) {
        needed.ifPresent(Encoder::close);
      }
      throw e;
    }
    encoder = needed;
  }

  /** It may be ending already. */
  private synchronized void loaded() {
    state = state == State.STARTING ? State.READY : state;
  }

  private synchronized void ending() {
    state = State.DRAINING;
  }

  private void serving(Catalog catalog) {
    metrics.serving(catalog);
    for (ServedIndex each : catalog.indexes()) {
      each.warning().ifPresent(this::told);
      each.cutNote().ifPresent(note -> told("note: " + note));
    }
  }

  private Optional<Encoder> encoderFor(Catalog catalog) throws IOException {
    return switch (settings.encoder()) {
      case EncoderChoice.None none -> Optional.empty();
      case EncoderChoice.Fitting fitting ->
          catalog.encoders().stream().anyMatch(e -> e.name().equals(DefaultEncoder.NAME))
              ? Optional.of(standard.open())
              : Optional.empty();
      case EncoderChoice.Given given -> {
        Encoder opened = given.opener().open();
        try {
          requireFit(opened, catalog);
        } catch (RuntimeException e) {
          opened.close();
          throw e;
        }
        yield Optional.of(opened);
      }
    };
  }

  private static void requireFit(Encoder opened, Catalog catalog) {
    catalog.models().forEach(each -> each.model().requireEncoder(opened.fingerprint()));
    catalog.indexes().forEach(each -> each.plain().requireEncoder(opened.fingerprint()));
  }

  /**
   * Opens everything anew, and serves it if it is sound; else what was served goes on being served.
   *
   * @throws IOException if something is missing or damaged
   */
  void reload() throws IOException {
    reloading.lock();
    try {
      Catalog next = opened();
      exchanged(Optional.of(next)).ifPresent(Catalog::letGo);
      serving(next);
      metrics.reloaded(true);
      told("opened anew: " + ServerInfo.line(next));
    } catch (IOException | RuntimeException | Error e) {
      metrics.reloaded(false);
      told("not opened anew, what was served goes on being served: " + e.getMessage());
      throw e;
    } finally {
      reloading.unlock();
    }
  }

  private synchronized Optional<Catalog> exchanged(Optional<Catalog> next) {
    Optional<Catalog> before = current;
    current = next;
    return before;
  }

  /** What is served now, held for the caller. */
  Catalog held() {
    while (true) {
      Catalog catalog =
          current.orElseThrow(() -> later(Problem.Kind.STARTING, "the server is starting"));
      if (catalog.hold()) {
        return catalog;
      }
    }
  }

  private static Problem later(Problem.Kind kind, String detail) {
    return Problem.later(kind, detail, Duration.ofSeconds(1));
  }

  void requireReady() {
    switch (state) {
      case READY -> {}
      case STARTING -> throw later(Problem.Kind.STARTING, "the server is starting");
      case DRAINING ->
          throw later(Problem.Kind.DRAINING, "the server is ending").with("Connection", "close");
    }
  }

  /** Reads what is left of a request that was refused; says whether all of it. */
  boolean discard(Exchange exchange) {
    return bodies.discard(exchange.request());
  }

  /** What a small form sent. */
  String form(Exchange exchange) throws InterruptedException {
    Bodies.Read read = new Bodies(LONGEST_FORM, budget).of(exchange.request(), exchange.deadline());
    budget.giveBack(read.taken());
    return new String(read.bytes(), StandardCharsets.UTF_8);
  }

  /** Has a request worked on that there is room for. */
  Reply working(Exchange exchange, Route route) throws Exception {
    requireReady();
    admission.enter();
    try {
      Bodies.Read read = bodies.of(exchange.request(), exchange.deadline());
      try {
        exchange.received(read.bytes());
        return route.handler().answer(exchange);
      } finally {
        budget.giveBack(read.taken());
      }
    } finally {
      admission.leave(exchange.timing().hasTaken());
    }
  }

  /** Has something computed for a request. */
  <J extends Job> J compute(J job, Exchange exchange) throws Exception {
    workers.run(job, exchange.timing(), new Presence(exchange.request()));
    return job;
  }

  /** Takes no more requests, and waits until those it has are answered, at most a while. */
  boolean drain() throws InterruptedException {
    ending();
    Deadline until = Deadline.in(limits().drain());
    while (admission.inside() > 0 && !until.isOver()) {
      Thread.sleep(POLL_MILLIS);
    }
    return admission.inside() == 0;
  }

  @Override
  public void close() {
    ending();
    workers.close();
    sources.close();
    exchanged(Optional.empty()).ifPresent(Catalog::letGo);
    encoder.ifPresent(Encoder::close);
    metrics.close();
  }
}
