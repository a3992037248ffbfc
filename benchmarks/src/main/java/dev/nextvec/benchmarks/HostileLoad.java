package dev.nextvec.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
 * <p>Arguments: {@code URL REQUESTS IDLE}.
 */
public final class HostileLoad {
  private static final int CLIENTS = 8;
  private static final String[] PATHS = {
    "/v1/predict", "/v1/retrieve", "/v1/embeddings", "/v2/models/m/infer",
    "/v1/vector_stores/i/search", "/v2/models/%s/infer", "/admin/reload", "/none"
  };
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\"texts\":",
    "\"vectors\":",
    "\"inputs\":",
    "\"text\":",
    "\"document\":",
    "1",
    "-",
    "1e999",
    "NaN",
    "null",
    "true",
    "\u0000",
    "\u00ff",
    " ",
    "\"shape\":[1,5,768]",
    "\"top_k\":",
    "99999999999999999999",
    "\"strategy\":\"model\"",
    "\\ud800"
  };

  private HostileLoad() {}

  public static void main(String[] arguments) throws Exception {
    URI url = URI.create(arguments[0]);
    int requests = Integer.parseInt(arguments[1]);
    List<RawConnection> idle = new ArrayList<>();
    LoadResult result = new LoadResult();
    long began = System.nanoTime();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> asking = new ArrayList<>();
      for (int c = 0; c < CLIENTS; c++) {
        Random random = new Random(c);
        asking.add(clients.submit(() -> ask(url, requests / CLIENTS, random, result)));
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

  private static void ask(URI url, int count, Random random, LoadResult result) {
    try (RawConnection connection = new RawConnection(url)) {
      for (int i = 0; i < count; i++) {
        StringBuilder body = new StringBuilder(random.nextBoolean() ? "{" : "");
        for (int k = random.nextInt(20); k >= 0; k--) {
          body.append(PIECES[random.nextInt(PIECES.length)]);
        }
        String type = random.nextInt(8) == 0 ? "application/octet-stream" : "application/json";
        byte[] request =
            RawConnection.request(
                PATHS[random.nextInt(PATHS.length)],
                "Content-Type: %s\r\nInference-Header-Content-Length: %d\r\n"
                    .formatted(type, random.nextInt(9) - 1),
                body.toString().getBytes(StandardCharsets.ISO_8859_1));
        one(connection, request, result);
      }
    } catch (IOException closed) {
      result.add("not closed", 0, 0);
    }
  }

  private static void one(RawConnection connection, byte[] request, LoadResult result)
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
