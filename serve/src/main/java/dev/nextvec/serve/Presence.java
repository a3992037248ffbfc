package dev.nextvec.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Whether a client still waits. A request that has arrived whole is followed by the next one or by
 * the end of the connection, which nobody else reads until it is answered.
 */
final class Presence {
  private final Request request;
  private boolean sendsMore;

  Presence(Request request) {
    this.request = request;
  }

  /** Whether it has closed its connection; of the thread that answers. */
  boolean isGone() {
    Connection of = request.getConnectionMetaData().getConnection();
    if (sendsMore || !(of instanceof HttpConnection connection)) {
      return false;
    }
    ByteBuffer next = BufferUtil.allocate(1);
    try {
      if (!connection.isRequestBufferEmpty()) {
        return false;
      }
      int read = connection.getEndPoint().fill(next);
      if (read > 0) {
        connection.onUpgradeTo(next); // of the next request: it is read when this one is answered
        sendsMore = true;
      }
      return read < 0;
    } catch (IOException broken) {
      return true;
    }
  }
}
