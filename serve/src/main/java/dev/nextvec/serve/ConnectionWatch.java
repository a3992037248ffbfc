package dev.nextvec.serve;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Closes connections on which no request begins: those that are idle, and those whose client sends
 * its headers a letter at a time, which no idle timeout sees; and those whose client does not take
 * its answer.
 */
final class ConnectionWatch implements Connection.Listener {
  private final Map<Connection, Long> idleSince = new ConcurrentHashMap<>();
  private final Map<Connection, Boolean> open = new ConcurrentHashMap<>();
  private final Map<Connection, Long> answeringSince = new ConcurrentHashMap<>();
  private final Duration patience;
  private final Duration taking;

  /**
   * Will watch.
   *
   * @param patience in which a request must begin
   * @param taking in which an answer must be taken
   */
  ConnectionWatch(Duration patience, Duration taking) {
    this.patience = patience;
    this.taking = taking;
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
    answeringSince.remove(connection);
    open.remove(connection);
  }

  /** A request has begun; the result is to be run when it was answered. */
  Runnable busy(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    idleSince.remove(connection);
    return () -> {
      answeringSince.remove(connection);
      if (open.containsKey(connection)) {
        idleSince.put(connection, System.nanoTime());
      }
    };
  }

  /** Its answer is being sent. */
  void answering(Request request) {
    answeringSince.put(request.getConnectionMetaData().getConnection(), System.nanoTime());
  }

  int count() {
    return open.size();
  }

  /** Closes those that were idle, or take their answer, for too long. */
  void sweep() {
    close(idleSince, patience);
    close(answeringSince, taking);
  }

  private void close(Map<Connection, Long> all, Duration longest) {
    long now = System.nanoTime();
    all.forEach(
        (connection, since) -> {
          if (now - since > longest.toNanos()) {
            connection.getEndPoint().close();
            onClosed(connection);
          }
        });
  }
}
