package dev.nextvec.serve;

import dev.nextvec.serve.ServeSettings.Place;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Where connections are taken.
 *
 * @param connector that takes them
 */
record Listening(Place place, AbstractConnector connector) {
  private static final int HEADER_BYTES = 16 << 10;
  private static final int BACKLOG = 256;

  /** Read at once; a connection has such a buffer only while it reads. */
  private static final int INPUT_BYTES = 32 << 10;

  /**
   * Of a server that has not begun.
   *
   * @throws IOException if a file for TLS cannot be used
   */
  static Listening of(Server server, ServeSettings settings) throws IOException {
    ConnectionFactory[] spoken = protocols(settings);
    AbstractConnector connector =
        switch (settings.place()) {
          case Place.Port port -> {
            ServerConnector tcp = new ServerConnector(server, 1, 1, spoken);
            tcp.setHost(port.host());
            tcp.setPort(port.number());
            tcp.setAcceptQueueSize(BACKLOG);
            yield tcp;
          }
          case Place.Socket socket -> {
            // Without acceptors: with one, Jetty closes the socket for good at its first pause.
            UnixDomainServerConnector unix = new UnixDomainServerConnector(server, 0, 1, spoken);
            unix.setUnixDomainPath(socket.file());
            unix.setAcceptQueueSize(BACKLOG);
            yield unix;
          }
        };
    connector.setIdleTimeout(settings.limits().request().toMillis() + 1000);
    return new Listening(settings.place(), connector);
  }

  private static ConnectionFactory[] protocols(ServeSettings settings) throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.addCustomizer(new SecureRequestCustomizer(false)); // Hosts knows by which names it goes
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    plain.setInputBufferSize(INPUT_BYTES);
    List<ConnectionFactory> all = new ArrayList<>(List.of(plain));
    if (settings.tls().isPresent()) {
      all.addFirst(
          new SslConnectionFactory(Pem.context(settings.tls().get()), plain.getProtocol()));
    }
    return all.toArray(ConnectionFactory[]::new);
  }

  /**
   * Begins to take connections.
   *
   * @throws IOException naming the place, if that cannot be
   */
  void start(Server server) throws IOException {
    if (place instanceof Place.Socket socket) {
      SocketFile.requireFree(socket.file());
    }
    try {
      server.start();
      if (place instanceof Place.Socket socket) {
        SocketFile.restrict(socket.file());
      }
    } catch (Exception e) {
      LifeCycle.stop(server);
      throw new IOException("cannot listen at %s: %s".formatted(where(), why(e)), e);
    }
  }

  private static String why(Exception failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof BindException)) {
      cause = cause.getCause();
    }
    String said = String.valueOf(cause.getMessage());
    return switch (cause) {
      case UnresolvedAddressException unknown -> "there is no host of that name";
      case BindException taken when said.contains("in use") ->
          "another program listens there: name another port, or 0 for any that is free";
      default -> said;
    };
  }

  private String where() {
    return switch (place) {
      case Place.Port port -> "%s, port %d".formatted(port.host(), port.number());
      case Place.Socket socket -> "the socket " + socket.file();
    };
  }

  /** Where clients find it, once it has begun. */
  String url() {
    return switch (place) {
      case Place.Port port -> {
        String scheme = connector.getDefaultProtocol().startsWith("SSL") ? "https" : "http";
        String host = port.host().contains(":") ? "[" + port.host() + "]" : port.host();
        int number = ((ServerConnector) connector).getLocalPort();
        yield "%s://%s:%d".formatted(scheme, host, number);
      }
      case Place.Socket socket -> "unix:" + socket.file().toAbsolutePath();
    };
  }
}
