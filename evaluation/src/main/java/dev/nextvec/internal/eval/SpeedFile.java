package dev.nextvec.internal.eval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.Speed.Conditions;
import dev.nextvec.eval.Speed.Latency;
import dev.nextvec.eval.Speed.Throughput;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.provenance.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file {@code speed.json}: how fast a predictor is on one machine at one time. Apart from the
 * test result, which is the same on every machine and at all times.
 */
public final class SpeedFile {
  /** Its name beside {@code evaluation.json}. */
  public static final String NAME = "speed.json";

  private static final String CONDITIONS = "speed_conditions";

  private static final int FORMAT = 1;

  private SpeedFile() {}

  /** This machine: system, processors, and what these are called where the system tells. */
  static String machine() {
    String known = Environment.withoutEngine().machine();
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> known + ", " + line.substring(line.indexOf(':') + 1).strip())
          .orElse(known);
    } catch (IOException | UncheckedIOException e) {
      return known;
    }
  }

  /** Replaces the file in a directory that is there. */
  static void write(Path directory, String key, Speed speed) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT).put("key", key).put("machine", machine());
    speed.environment().ifPresent(where -> json.set("environment", ConfigJson.write(where)));
    json.put("measured", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    put(json, speed);
    Seal.put(json);
    AtomicFile.writeString(directory.resolve(NAME), json.toPrettyString() + "\n");
  }

  /**
   * The speed of what {@code key} stands for on a machine; empty if it was not measured there.
   *
   * @param machine as {@link #machine} describes it
   * @throws IOException if the file is damaged
   */
  static Optional<Speed> read(Path directory, String key, String machine) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonValue json = JsonValue.read(file);
      boolean wanted =
          json.field("format").count(0) == FORMAT
              && json.field("key").text().equals(key)
              && json.field("machine").text().equals(machine);
      if (!wanted) {
        return Optional.empty();
      }
      Seal.require(json.node(), file);
      return Optional.of(speed(json));
    } catch (MalformedJson e) {
      throw e.advising("delete it, and speed is measured again");
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: delete it, and speed is measured again", e);
    }
  }

  /**
   * Adds the figures to an object: {@code latency_ms}, {@code predictions_per_second} by batch size
   * and, where known, {@code speed_engine}, what computed, and {@code speed_conditions}: what else
   * the machine did meanwhile.
   */
  public static void put(ObjectNode json, Speed speed) {
    Latency latency = speed.latency();
    json.putObject("latency_ms")
        .put("p50", latency.p50())
        .put("p95", latency.p95())
        .put("p99", latency.p99())
        .put("count", latency.count());
    ObjectNode rates = json.putObject("predictions_per_second");
    speed.throughput().forEach(t -> rates.put(Integer.toString(t.batch()), t.perSecond()));
    speed.engine().ifPresent(engine -> json.put("speed_engine", engine));
    putConditions(json, speed.conditions());
  }

  /** Adds {@code speed_conditions}, where they are known. */
  public static void putConditions(ObjectNode json, Optional<Conditions> known) {
    known.ifPresent(
        conditions ->
            json.putObject(CONDITIONS)
                .put("waiting", conditions.waiting())
                .put("others", conditions.others())
                .put("spread", conditions.spread())
                .put("calm", conditions.calm()));
  }

  /** Reads what {@link #putConditions} added. */
  public static Optional<Conditions> conditions(JsonValue json) throws IOException {
    return json.optional(
        CONDITIONS,
        known ->
            new Conditions(
                known.field("waiting").number(),
                known.field("others").number(),
                known.field("spread").number()));
  }

  /** Reads what {@link #put} added, and in what environment, where a file says so. */
  static Speed speed(JsonValue json) throws IOException {
    JsonValue latency = json.field("latency_ms");
    List<Throughput> rates = new ArrayList<>();
    JsonValue perSecond = json.field("predictions_per_second");
    for (String batch : perSecond.names()) {
      rates.add(new Throughput(Integer.parseInt(batch), perSecond.field(batch).number()));
    }
    Optional<JsonValue> environment = json.optional("environment"); // older files do not say
    return new Speed(
        new Latency(
            latency.field("p50").number(),
            latency.field("p95").number(),
            latency.field("p99").number(),
            latency.field("count").count(0)),
        rates,
        conditions(json),
        environment.isPresent()
            ? Optional.of(ConfigJson.environment(environment.get()))
            : Optional.empty());
  }
}
