package dev.nextvec.benchmarks;

import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends a server requests that a grammar puts together at random, while connections that ask for
 * nothing are opened besides; prints a JSON line of what came back.
 *
 * <p>Arguments: {@code URL REQUESTS IDLE GRAMMAR}, the last a file that the server's tests read
 * too.
 */
public final class HostileLoad {
  private static final int CLIENTS = 8;

  private final URI url;
  private final Grammar grammar;

  private HostileLoad(URI url, Grammar grammar) {
    this.url = url;
    this.grammar = grammar;
  }

  /** Of what requests are made. */
  private record Grammar(
      List<String> paths, List<String> hosts, List<String> types, List<String> pieces) {
    static Grammar read(Path file) throws IOException {
      JsonValue json = JsonValue.parse(Files.readAllBytes(file), file.toString());
      return new Grammar(
          json.field("paths").texts(),
          json.field("hosts").texts(),
          json.field("types").texts(),
          json.field("pieces").texts());
    }
  }

  public static void main(String[] arguments) throws Exception {
    URI url = URI.create(arguments[0]);
    HostileLoad load = new HostileLoad(url, Grammar.read(Path.of(arguments[3])));
    int requests = Integer.parseInt(arguments[1]);
    List<RawConnection> idle = new ArrayList<>();
    LoadResult result = new LoadResult();
    long began = System.nanoTime();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> asking = new ArrayList<>();
      for (int c = 0; c < CLIENTS; c++) {
        Random random = new Random(c);
        asking.add(clients.submit(() -> load.ask(requests / CLIENTS, random, result)));
      }
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        RawConnection one = new RawConnection(url);
        one.open();
        idle.add(one);
      }
      for (Future<?> each : asking) {
        each.get();
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.println(
        result.line(
            "hostile requests, beside %d idle connections".formatted(idle.size()), seconds));
    for (RawConnection each : idle) {
      each.close();
    }
  }

  private void ask(int count, Random random, LoadResult result) {
    try (RawConnection connection = new RawConnection(url)) {
      for (int i = 0; i < count; i++) {
        StringBuilder body = new StringBuilder(random.nextBoolean() ? "{" : "");
        for (int k = random.nextInt(20); k >= 0; k--) {
          body.append(any(grammar.pieces, random));
        }
        RawConnection.Request request =
            RawConnection.Request.of(
                any(grammar.paths, random),
                any(grammar.hosts, random),
                "Content-Type: %s\r\nInference-Header-Content-Length: %d\r\n"
                    .formatted(any(grammar.types, random), random.nextInt(9) - 1),
                body.toString().getBytes(StandardCharsets.ISO_8859_1));
        one(connection, request, result);
      }
    } catch (IOException closed) {
      result.add("not closed", 0, 0);
    }
  }

  private static String any(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  private static void one(
      RawConnection connection, RawConnection.Request request, LoadResult result)
      throws IOException {
    long began = System.nanoTime();
    try {
      int status = connection.ask(request);
      double took = (System.nanoTime() - began) / 1e6;
      result.add(Integer.toString(status), took, took);
    } catch (IOException | RuntimeException e) {
      result.add("failed: " + e.getMessage(), 0, 0);
      connection.close();
    }
  }
}
