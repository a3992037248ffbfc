package dev.nextvec.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is counted, for Prometheus. All of it is there from the start, at zero. */
final class Metrics implements AutoCloseable {
  private static final String REQUESTS = "nextvec.requests";
  private static final String REFUSALS = "nextvec.refusals";
  private static final String NONE = "(none)";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private final RefusalNotes notes = new RefusalNotes();
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();
  private final MultiGauge served =
      MultiGauge.builder("nextvec.served")
          .description("what is served, with its checksum")
          .register(registry);
  private final DistributionSummary batches =
      DistributionSummary.builder("nextvec.batch.rows")
          .description("contexts predicted at once")
          .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128)
          .register(registry);
  private final Timer queue = timer("nextvec.queue.duration", "time before computing began", NONE);

  Metrics(Routes routes) {
    List<Route> all = routes.all();
    for (Route route : all) {
      duration(route.path());
      Operations.statuses(route).forEach(status -> requests(route.path(), status));
    }
    for (int status : new int[] {400, 404, 405, 421}) {
      requests(NONE, status);
    }
    duration(NONE);
    for (Problem.Kind kind : Problem.Kind.values()) {
      refusals(kind);
    }
    reloads(true);
    reloads(false);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  /** A number that is looked up when somebody asks. */
  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** A request was answered. */
  void answered(String path, int status, Timing timing) {
    String route = path.isEmpty() ? NONE : path;
    requests(route, status).increment();
    duration(route).record(timing.total(), TimeUnit.NANOSECONDS);
    if (timing.hasComputed()) {
      queue.record(timing.waiting(), TimeUnit.NANOSECONDS);
    }
  }

  void refused(Problem.Kind kind) {
    refusals(kind).increment();
    notes.refused(kind);
  }

  /** What was refused, in words. */
  RefusalNotes notes() {
    return notes;
  }

  void batch(int rows) {
    batches.record(rows);
  }

  void reloaded(boolean done) {
    reloads(done).increment();
  }

  /** What is served from now on. */
  void serving(Catalog catalog) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    catalog.models().forEach(each -> rows.add(row("model", each.id(), each.sha256())));
    catalog.indexes().forEach(each -> rows.add(row("index", each.id(), each.sha256())));
    served.register(rows, true);
  }

  private static MultiGauge.Row<Number> row(String kind, String id, String sha256) {
    return MultiGauge.Row.of(Tags.of("kind", kind, "id", id, "sha256", sha256), 1);
  }

  private Counter requests(String route, int status) {
    return counters.computeIfAbsent(
        route + " " + status, name -> newRequests(route, status)); // looked up for every request
  }

  private Counter newRequests(String route, int status) {
    return Counter.builder(REQUESTS)
        .description("requests answered")
        .tags("route", route, "status", Integer.toString(status))
        .register(registry);
  }

  private Counter refusals(Problem.Kind kind) {
    return counters.computeIfAbsent(kind.reason(), reason -> newRefusals(kind));
  }

  private Counter newRefusals(Problem.Kind kind) {
    return Counter.builder(REFUSALS)
        .description("requests that were not answered as they wished")
        .tags("reason", kind.reason())
        .register(registry);
  }

  private Counter reloads(boolean done) {
    return Counter.builder("nextvec.reloads")
        .description("times that everything was opened anew")
        .tags("outcome", done ? "done" : "failed")
        .register(registry);
  }

  private Timer duration(String route) {
    return timers.computeIfAbsent(route, this::newDuration);
  }

  private Timer newDuration(String route) {
    return timer("nextvec.request.duration", "time until a request was answered", route);
  }

  private Timer timer(String name, String description, String route) {
    Timer.Builder timer =
        Timer.builder(name)
            .description(description)
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(25),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofMillis(2500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
    return (route.equals(NONE) && name.contains("queue") ? timer : timer.tag("route", route))
        .register(registry);
  }

  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}
