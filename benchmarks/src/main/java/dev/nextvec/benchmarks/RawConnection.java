package dev.nextvec.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A kept connection to a server, by which requests that were written before are sent as they are.
 */
final class RawConnection implements AutoCloseable {
  private static final int CONTINUE = 100;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final long LONGEST_IDLE = 5_000_000_000L; // the server waits for 10 s
  private final URI url;
  private Socket socket = new Socket();
  private long used;
  private ServerTimes times = ServerTimes.UNKNOWN;
  private BufferedInputStream in = new BufferedInputStream(java.io.InputStream.nullInputStream());

  RawConnection(URI url) {
    this.url = url;
  }

  /**
   * A request as bytes.
   *
   * @param body sent only when the server asks for it, if it is not empty: who sends much should
   *     not send it in vain
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Request(byte[] begin, byte[] body) {
    private static final int MUCH = 1 << 16;

    static Request of(String path, String headers, byte[] body) {
      return of(path, "localhost", headers, body);
    }

    /** Of a server that is called by a name. */
    static Request of(String path, String host, String headers, byte[] body) {
      boolean much = body.length > MUCH;
      byte[] head =
          "POST %s HTTP/1.1\r\nHost: %s\r\n%s%sContent-Length: %d\r\n\r\n"
              .formatted(path, host, headers, much ? "Expect: 100-continue\r\n" : "", body.length)
              .getBytes(StandardCharsets.US_ASCII);
      if (much) {
        return new Request(head, body);
      }
      byte[] all = Arrays.copyOf(head, head.length + body.length);
      System.arraycopy(body, 0, all, head.length, body.length);
      return new Request(all, new byte[0]);
    }
  }

  /** Connects, if it is not connected, or was idle for so long that the server may close it now. */
  void open() throws IOException {
    if (!socket.isConnected() || socket.isClosed() || System.nanoTime() - used > LONGEST_IDLE) {
      socket.close();
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), TIMEOUT_MILLIS);
      used = System.nanoTime();
      in = new BufferedInputStream(socket.getInputStream(), 1 << 13);
    }
  }

  /** Sends it, reads the whole answer, and gives its status. */
  int ask(Request request) throws IOException {
    open();
    socket.getOutputStream().write(request.begin);
    int status = status();
    if (status == CONTINUE) {
      line();
      socket.getOutputStream().write(request.body);
      status = status();
    }
    int length = 0;
    times = ServerTimes.UNKNOWN;
    boolean close = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
      times = times.with(lower);
      close |= lower.startsWith("connection: close");
    }
    in.skipNBytes(length);
    used = System.nanoTime();
    if (close) {
      socket.close();
    }
    return status;
  }

  /** What the server says of its own time for the last answer. */
  ServerTimes times() {
    return times;
  }

  private int status() throws IOException {
    return Integer.parseInt(line().split(" ", -1)[1]);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
