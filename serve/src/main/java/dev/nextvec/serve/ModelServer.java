package dev.nextvec.serve;

import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
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
  private static final int HEADER_BYTES = 16 << 10;
  private static final int BACKLOG = 256;
  private static final int THREADS = 16;

  private final Service service;
  private final Server server;
  private final String url;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sweeper").factory());

  private ModelServer(Service service, Server server, String url) {
    this.service = service;
    this.server = server;
    this.url = url;
  }

  /**
   * Begins to listen. Requests are told that the server is starting until {@link #load} is done.
   *
   * @throws IOException if the address is taken or not of this machine, or a file for TLS cannot be
   *     used
   */
  public static ModelServer start(ServeSettings settings) throws IOException {
    AtomicReference<Service> made = new AtomicReference<>();
    Routes routes = Interface.of(made::get);
    Service service = new Service(settings, new Metrics(routes));
    made.set(service);
    ConnectionWatch watch =
        new ConnectionWatch(settings.limits().header(), settings.limits().request());
    service.metrics().gauge("nextvec.connections", "connections that are open", watch::count);
    Server server = new Server(threads(), new ScheduledExecutorScheduler("timer", true), null);
    try {
      ServerConnector connector = connector(server, settings);
      connector.addBean(watch);
      server.addConnector(connector);
      server.addBean(new NetworkConnectionLimit(settings.limits().connections(), connector));
      server.setErrorHandler(new Refusals(service));
      server.setHandler(
          new Front(service, routes, service.doors(), new AccessLog(settings.accessLog()), watch));
      listen(server, settings);
      ModelServer started = new ModelServer(service, server, url(connector));
      Future<?> sweeping =
          started.sweeper.scheduleWithFixedDelay(watch::sweep, 1, 1, TimeUnit.SECONDS);
      service
          .metrics()
          .gauge(
              "nextvec.sweeping",
              "whether slow clients are closed",
              () -> sweeping.isDone() ? 0 : 1);
      return started;
    } catch (IOException | RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(THREADS, 4);
    pool.setName("http");
    pool.setDaemon(true);
    pool.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    return pool;
  }

  private static ServerConnector connector(Server server, ServeSettings settings)
      throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(HEADER_BYTES);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        settings.tls().isEmpty()
            ? new ServerConnector(server, 1, 1, plain)
            : new ServerConnector(
                server,
                1,
                1,
                new SslConnectionFactory(Pem.context(settings.tls().get()), plain.getProtocol()),
                plain);
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(settings.limits().request().toMillis() + 1000);
    return connector;
  }

  private static void listen(Server server, ServeSettings settings) throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      LifeCycle.stop(server);
      Throwable cause = e;
      while (cause.getCause() != null && !(cause instanceof BindException)) {
        cause = cause.getCause();
      }
      throw new IOException(
          "cannot listen at %s, port %d: %s"
              .formatted(settings.host(), settings.port(), cause.getMessage()),
          e);
    }
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

  private static String url(ServerConnector connector) {
    String scheme = connector.getDefaultProtocol().startsWith("SSL") ? "https" : "http";
    String host = connector.getHost();
    return "%s://%s:%d"
        .formatted(scheme, host.contains(":") ? "[" + host + "]" : host, connector.getLocalPort());
  }

  /** Where it listens. */
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
