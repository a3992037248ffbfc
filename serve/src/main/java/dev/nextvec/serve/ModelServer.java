package dev.nextvec.serve;

import dev.nextvec.text.DefaultEncoder;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * Serves models and indexes over HTTP.
 *
 * <pre>{@code
 * import dev.nextvec.serve.*;
 * ServeSettings settings = ServeSettings.of(List.of(ServeSettings.Source.of(Path.of("handbook.model"))));
 * try (ModelServer server = ModelServer.start(settings)) {
 *   server.load(); // until then it is live, not ready
 *   System.out.println(server.url());
 * }
 * }</pre>
 */
public final class ModelServer implements AutoCloseable {
  private static final int THREADS = 16;

  private final Service service;
  private final Server server;
  private final String url;
  private final ScheduledExecutorService sweeper =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("sweeper").factory()); // a log may be slow

  private ModelServer(Service service, Server server, String url) {
    this.service = service;
    this.server = server;
    this.url = url;
  }

  /**
   * Begins to listen. Requests are told that the server is starting until {@link #load} is done.
   *
   * @throws IOException if the address is taken or not of this machine, or a file for TLS or a
   *     socket cannot be used
   */
  public static ModelServer start(ServeSettings settings) throws IOException {
    AtomicReference<Service> made = new AtomicReference<>();
    Routes routes = Interface.of(made::get);
    Service service =
        new Service(
            settings, new Metrics(routes), () -> DefaultEncoder.open(settings.limits().threads()));
    made.set(service);
    ConnectionWatch watch =
        new ConnectionWatch(settings.limits().header(), settings.limits().request());
    service.metrics().gauge("nextvec.connections", "connections that are open", watch::count);
    Server server =
        new Server(
            threads(settings.limits().connections()),
            new ScheduledExecutorScheduler("timer", true),
            null);
    try {
      Listening listening = Listening.of(server, settings);
      AbstractConnector connector = listening.connector();
      connector.addBean(watch);
      server.addConnector(connector);
      server.addBean(new NetworkConnectionLimit(settings.limits().connections(), connector));
      server.setErrorHandler(new Refusals(service));
      server.setHandler(
          new Front(service, routes, service.doors(), new AccessLog(settings.accessLog()), watch));
      listening.start(server);
      ModelServer started = new ModelServer(service, server, listening.url());
      service.told("takes " + settings.limits().line());
      service.told(service.doors().line());
      started.watchOver(watch);
      return started;
    } catch (IOException | RuntimeException e) {
      LifeCycle.stop(server);
      service.close();
      throw e;
    }
  }

  /** From now on slow clients are closed, and refusals are told. */
  private void watchOver(ConnectionWatch watch) {
    Future<?> sweeping = sweeper.scheduleWithFixedDelay(watch::sweep, 1, 1, TimeUnit.SECONDS);
    Future<?> telling = sweeper.scheduleWithFixedDelay(this::tellRefusals, 1, 1, TimeUnit.MINUTES);
    service
        .metrics()
        .gauge(
            "nextvec.sweeping",
            "whether slow clients are closed, and refusals told",
            () -> sweeping.isDone() || telling.isDone() ? 0 : 1);
  }

  private void tellRefusals() {
    service.metrics().notes().line().ifPresent(service::told);
  }

  /**
   * Each request has a thread of the system, if it waits for its body, its turn or its client, as
   * many as connections at most. Virtual threads take turns in one queue: in a storm those who were
   * let in stood in it behind all who were refused, at each step. The system lets them go on.
   */
  private static QueuedThreadPool threads(int connections) {
    QueuedThreadPool pool = new QueuedThreadPool(connections + THREADS, 4);
    pool.setName("http");
    pool.setDaemon(true);
    return pool;
  }

  /**
   * Opens everything, tries it, and answers requests from then on.
   *
   * @throws IOException if something is missing or damaged, or does not fit
   */
  public void load() throws IOException {
    service.load();
  }

  /**
   * Opens everything anew; requests under way end with what they began with. If something is
   * missing or damaged, what was served goes on being served.
   *
   * @throws IOException naming what
   */
  public void reload() throws IOException {
    service.reload();
  }

  /** Where it listens: {@code unix:} and a file for a socket. */
  public String url() {
    return url;
  }

  /** What is served, in a line. */
  public String served() {
    Catalog catalog = service.held();
    try {
      return ServerInfo.line(catalog);
    } finally {
      catalog.letGo();
    }
  }

  /**
   * Takes no more requests, and waits until those under way are answered, at most as long as the
   * limits say.
   *
   * @return whether all were answered
   */
  public boolean drain() throws InterruptedException {
    return service.drain();
  }

  /** Ends at once what is under way, and frees everything. */
  @Override
  public void close() {
    end();
    service.close();
  }

  private void end() {
    sweeper.shutdownNow();
    try {
      server.setStopTimeout(0);
      server.stop();
    } catch (Exception e) {
      service.told("ending failed: " + e.getMessage());
    }
  }
}
