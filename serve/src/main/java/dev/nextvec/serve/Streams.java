package dev.nextvec.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/**
 * Sends events to browsers that keep listening (server-sent events, WHATWG HTML). A stream holds
 * one piece in memory at a time and makes the next when that was taken: a client that takes nothing
 * is closed as one that does not take its answer, and one that is slow misses nothing but time.
 */
final class Streams {
  /** Browsers keep one for each page that is open. */
  static final int MOST = 32;

  static final String TYPE = "text/event-stream";

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] BEGIN = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] END =
      "event: end\ndata: the server is ending\n\n".getBytes(StandardCharsets.UTF_8);

  private final Service service;
  private final AtomicInteger open = new AtomicInteger();

  Streams(Service service) {
    this.service = service;
    service.metrics().gauge("nextvec.streams", "event streams that are open", open::get);
  }

  /** A reply that goes on, if there is room for another. */
  Reply reply(Feed feed) {
    if (open.get() >= MOST) {
      throw Problem.later(
          Problem.Kind.OVERLOADED,
          "%d pages listen already: close one, or reload this one later".formatted(MOST),
          Duration.ofSeconds(5));
    }
    return Reply.of(feed);
  }

  /**
   * Sends until the client is gone or the server ends.
   *
   * @param sending told before each piece, so that who takes none is known
   */
  void send(Feed feed, Response response, Runnable sending) {
    if (open.incrementAndGet() > MOST) {
      open.decrementAndGet(); // two came at once: the browser tries again
      return;
    }
    try {
      write(response, BEGIN, sending);
      long last = System.nanoTime();
      while (service.isReady()) {
        List<Feed.Event> events = feed.next();
        if (!events.isEmpty() || System.nanoTime() - last > BEAT.toNanos()) {
          write(response, events.isEmpty() ? HEARTBEAT : bytes(events), sending);
          last = System.nanoTime();
        }
        Thread.sleep(PAUSE);
      }
      write(response, END, sending);
    } catch (IOException gone) {
      // The page was closed, or another was opened in its place.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception failure) {
      service.told("an event stream failed: " + failure);
    } finally {
      open.decrementAndGet();
    }
  }

  private void write(Response response, byte[] piece, Runnable sending) throws IOException {
    if (!service.replies().take(piece.length)) {
      throw new IOException("no room for a piece: the browser comes back");
    }
    sending.run();
    try (Blocker.Callback done = Blocker.callback()) {
      response.write(false, ByteBuffer.wrap(piece), done);
      done.block();
    } finally {
      service.replies().giveBack(piece.length);
    }
  }

  private static byte[] bytes(List<Feed.Event> events) {
    StringBuilder text = new StringBuilder();
    for (Feed.Event each : events) {
      text.append("event: ").append(each.name()).append("\ndata: ");
      text.append(each.data()).append("\n\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
