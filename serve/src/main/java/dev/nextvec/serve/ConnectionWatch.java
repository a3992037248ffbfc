package dev.nextvec.serve;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Closes connections on which no request begins: those that are idle, and those whose client sends
 * its headers a letter at a time, which no idle timeout sees.
 */
final class ConnectionWatch implements Connection.Listener {
  private final Map<Connection, Long> idleSince = new ConcurrentHashMap<>();
  private final Map<Connection, Boolean> open = new ConcurrentHashMap<>();
  private final Duration patience;

  ConnectionWatch(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HttpConnection) {
      open.put(connection, true);
      idleSince.put(connection, System.nanoTime());
    }
  }

  @Override
  public void onClosed(Connection connection) {
    idleSince.remove(connection);
    open.remove(connection);
  }

  /** A request has begun; the result is to be run when it was answered. */
  Runnable busy(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    idleSince.remove(connection);
    return () -> {
      if (open.containsKey(connection)) {
        idleSince.put(connection, System.nanoTime());
      }
    };
  }

  int count() {
    return open.size();
  }

  /** Closes those that were idle for too long. */
  void sweep() {
    long now = System.nanoTime();
    idleSince.forEach(
        (connection, since) -> {
          if (now - since > patience.toNanos()) {
            connection.getEndPoint().close();
            onClosed(connection);
          }
        });
  }
}
