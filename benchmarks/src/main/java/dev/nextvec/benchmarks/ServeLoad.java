package dev.nextvec.benchmarks;

import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.Model;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Loads a server that runs already, one JSON line for each measurement: the bare model in a loop,
 * each kind of request by a few clients that wait for their answers, and then requests that come at
 * a rate whatever the server does, at 1, 2 and 10 times of what it was seen to answer. Their times
 * are counted from when they were due.
 *
 * <p>Arguments: {@code URL PACKAGE MODEL INDEX SECONDS CLIENTS STORM ONLY CAPACITY}, where MODEL
 * and INDEX are what the server calls them, STORM is the kind of request that comes in storms, if
 * one does, ONLY is part of the names of the kinds that are asked for, and CAPACITY what the server
 * answers a second; 0 for what was seen.
 */
public final class ServeLoad {
  private static final int MOST_CONNECTIONS = 256;

  private final URI url;
  private final double seconds;
  private final int clients;

  private ServeLoad(URI url, double seconds, int clients) {
    this.url = url;
    this.seconds = seconds;
    this.clients = clients;
  }

  /** A kind of request. */
  private record Kind(String name, RawConnection.Request request) {}

  public static void main(String[] arguments) throws Exception {
    ServeLoad load =
        new ServeLoad(
            URI.create(arguments[0]),
            Double.parseDouble(arguments[4]),
            Integer.parseInt(arguments[5]));
    Optional<Kind> storm = Optional.empty();
    double capacity = 0;
    for (Kind kind : load.kinds(arguments)) {
      load.waiting(kind, load.seconds / 2); // until it is quick
      LoadResult result = load.waiting(kind, load.seconds);
      System.out.println(result.line(kind.name + ", " + load.clients + " clients", load.seconds));
      if (kind.name.equals(arguments[6])) {
        storm = Optional.of(kind);
        capacity = result.answered() / load.seconds;
      }
    }
    if (storm.isPresent()) {
      double told = Double.parseDouble(arguments[8]);
      load.storm(storm.get(), told > 0 ? told : capacity);
    }
    System.exit(0);
  }

  /** Those whose names hold what is wanted; and before, the model alone, if all are. */
  private List<Kind> kinds(String[] arguments) throws IOException {
    List<Kind> kinds = new ArrayList<>();
    try (Model model = Model.open(Path.of(arguments[1]))) {
      for (int batch : new int[] {1, 32}) {
        float[] flat = GoldenProbe.contexts(batch, model.contextLength(), model.dimension());
        if (arguments[7].isEmpty()) {
          bare(model, flat, batch);
        }
        kinds.add(json(arguments[2], model, flat, batch));
        kinds.add(binary(arguments[2], model, flat, batch));
      }
      kinds.add(search(arguments[3], GoldenProbe.contexts(1, 1, model.dimension())));
    }
    return kinds.stream().filter(each -> each.name.contains(arguments[7])).toList();
  }

  private void storm(Kind kind, double capacity) throws Exception {
    for (int times : new int[] {1, 2, 10}) {
      long began = System.nanoTime();
      LoadResult result = coming(kind, times * capacity);
      double until = (System.nanoTime() - began) / 1e9;
      System.out.println(result.line(kind.name + ", " + times + " x capacity", seconds, until));
    }
    LoadResult after = waiting(kind, Math.min(5, seconds));
    System.out.println(after.line(kind.name + ", after the storm", Math.min(5, seconds)));
  }

  private void bare(Model model, float[] flat, int batch) {
    List<float[][]> contexts = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < batch; i++) {
      float[][] context = new float[model.contextLength()][model.dimension()];
      for (float[] vector : context) {
        System.arraycopy(flat, at, vector, 0, vector.length);
        at += vector.length;
      }
      contexts.add(context);
    }
    for (int round = 0; round < 2; round++) {
      LoadResult result = new LoadResult();
      long end = System.nanoTime() + (long) (seconds * 1e9 / 2);
      for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
        model.predictAll(contexts);
        double took = (System.nanoTime() - now) / 1e6;
        result.add("200", took, took);
      }
      if (round == 1) {
        System.out.println(result.line("model alone, one thread, batch " + batch, seconds / 2));
      }
    }
  }

  private static Kind json(String id, Model model, float[] flat, int batch) {
    StringBuilder numbers = new StringBuilder();
    for (float number : flat) {
      numbers.append(numbers.isEmpty() ? "" : ",").append(number);
    }
    String body =
        "{\"inputs\":[{\"name\":\"context\",\"datatype\":\"FP32\",\"shape\":[%d,%d,%d],\"data\":[%s]}]}"
            .formatted(batch, model.contextLength(), model.dimension(), numbers);
    return new Kind(
        "infer, JSON, batch " + batch,
        RawConnection.Request.of(
            "/v2/models/" + id + "/infer",
            "Content-Type: application/json\r\n",
            body.getBytes(StandardCharsets.UTF_8)));
  }

  private static Kind binary(String id, Model model, float[] flat, int batch) {
    byte[] head =
        "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"context\",\"datatype\":\"FP32\",\"shape\":[%d,%d,%d],\"parameters\":{\"binary_data_size\":%d}}]}"
            .formatted(batch, model.contextLength(), model.dimension(), flat.length * Float.BYTES)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer body =
        ByteBuffer.allocate(head.length + flat.length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(head);
    for (float number : flat) {
      body.putFloat(number);
    }
    return new Kind(
        "infer, binary, batch " + batch,
        RawConnection.Request.of(
            "/v2/models/" + id + "/infer",
            "Content-Type: application/octet-stream\r\nInference-Header-Content-Length: %d\r\n"
                .formatted(head.length),
            body.array()));
  }

  private static Kind search(String id, float[] vector) {
    StringBuilder numbers = new StringBuilder();
    for (float number : vector) {
      numbers.append(numbers.isEmpty() ? "" : ",").append(number);
    }
    String body = "{\"index\":\"%s\",\"vectors\":[[%s]]}".formatted(id, numbers);
    return new Kind(
        "retrieve",
        RawConnection.Request.of(
            "/v1/retrieve",
            "Content-Type: application/json\r\n",
            body.getBytes(StandardCharsets.UTF_8)));
  }

  /** Clients that ask again when they are answered. */
  private LoadResult waiting(Kind kind, double time) throws Exception {
    LoadResult result = new LoadResult();
    long end = System.nanoTime() + (long) (time * 1e9);
    List<Future<?>> asking = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        asking.add(
            pool.submit(
                () -> {
                  try (RawConnection connection = new RawConnection(url)) {
                    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                      ask(connection, kind, now, result);
                    }
                  }
                  return null;
                }));
      }
    }
    requireEnded(asking);
    return result;
  }

  private static void requireEnded(List<Future<?>> asking) throws Exception {
    for (Future<?> each : asking) {
      each.get();
    }
  }

  /** Requests that come at a rate; one that finds no connection waits, and its time is counted. */
  private LoadResult coming(Kind kind, double rate) throws Exception {
    LoadResult result = new LoadResult();
    BlockingQueue<Long> due = new ArrayBlockingQueue<>(1 << 20);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    List<Future<?>> asking = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(MOST_CONNECTIONS)) {
      for (int i = 0; i < MOST_CONNECTIONS; i++) {
        asking.add(
            pool.submit(
                () -> {
                  try (RawConnection connection = new RawConnection(url)) {
                    while (System.nanoTime() < end || !due.isEmpty()) {
                      Long when = due.poll(50, TimeUnit.MILLISECONDS);
                      if (when != null) {
                        ask(connection, kind, when, result);
                      }
                    }
                  }
                  return null;
                }));
      }
      long next = System.nanoTime();
      while (next < end) {
        while (System.nanoTime() < next) {
          Thread.sleep(0, 100_000);
        }
        due.put(next);
        next += (long) (1e9 / rate);
      }
    }
    requireEnded(asking);
    return result;
  }

  private static void ask(RawConnection connection, Kind kind, long due, LoadResult result) {
    long sent = System.nanoTime();
    try {
      int status = connection.ask(kind.request);
      long now = System.nanoTime();
      result.add(
          Integer.toString(status), (now - due) / 1e6, (now - sent) / 1e6, connection.times());
    } catch (IOException | RuntimeException e) {
      result.add("failed: " + e.getMessage(), 0, 0);
      try {
        connection.close();
      } catch (IOException closed) {
        // It is opened anew.
      }
    }
  }
}
