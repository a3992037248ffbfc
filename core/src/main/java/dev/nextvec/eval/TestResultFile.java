package dev.nextvec.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.AtomicFile;
import dev.nextvec.eval.Speed.Latency;
import dev.nextvec.eval.Speed.Throughput;
import dev.nextvec.run.ConfigJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A test result in a directory: {@code evaluation.json} beside the scores ({@link ScoreFile}) and
 * the ranks ({@link RankFile}) per window. What the summary repeats of the scores is for readers;
 * reading starts from the scores.
 */
public final class TestResultFile {
  /** Name of the summary. */
  public static final String NAME = "evaluation.json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FORMAT = 2;

  private TestResultFile() {}

  /** Replaces what the directory holds. The summary goes first and comes back last. */
  public static void write(Path directory, TestResult result) throws IOException {
    Files.createDirectories(directory);
    Files.deleteIfExists(directory.resolve(NAME));
    ScoreFile.write(directory.resolve(ScoreFile.NAME), result.scores());
    RankFile.write(directory.resolve(RankFile.NAME), result.retrieval());
    AtomicFile.writeString(
        directory.resolve(NAME),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json(result)) + "\n");
  }

  /**
   * Reads the result for {@code key}; empty if there is none, or one of other weights or data.
   *
   * @throws IOException if a file is damaged
   */
  public static Optional<TestResult> read(Path directory, String key) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      if (json.path("format").asInt() != FORMAT || !json.path("key").asText().equals(key)) {
        return Optional.empty();
      }
      WindowScores scores = ScoreFile.read(directory.resolve(ScoreFile.NAME));
      Retrieval retrieval = RankFile.read(directory.resolve(RankFile.NAME));
      if (!retrieval.covers(scores.size())) {
        throw new IOException(
            "%s: %d scores but %d ranks: delete it and evaluate again"
                .formatted(file, scores.size(), retrieval.size()));
      }
      return Optional.of(result(json, scores, retrieval));
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + " is damaged (" + e.getOriginalMessage() + "): delete it and evaluate again", e);
    }
  }

  /** The summary: scores in figures, cost, speed, provenance. */
  public static ObjectNode json(TestResult result) {
    Evaluation evaluation = result.evaluation();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT).put("name", result.name()).put("key", result.key());
    json.put("test_windows", evaluation.windows()).put("test_documents", evaluation.documents());
    Distribution cosine = evaluation.cosine();
    ObjectNode spread = json.putObject("test_cosine");
    spread.put("mean", cosine.mean()).put("sd", cosine.deviation());
    ObjectNode quantiles = spread.putObject("quantiles");
    Distribution.LEVELS.forEach(level -> quantiles.put(level.toString(), cosine.quantile(level)));
    cosine.histogram().forEach(spread.putArray("histogram")::add);
    json.put("mse", evaluation.mse()).put("mse_normalised", evaluation.normalisedMse());
    json.put("mean_removed_cosine", evaluation.meanRemovedCosine());
    Skill skill = result.linearAverage();
    json.putObject("linear_average")
        .put("mse", skill.mse())
        .put("mse_normalised", skill.normalisedMse());
    put(json, "skill", skill.raw(evaluation));
    put(json, "skill_normalised", skill.normalised(evaluation));
    json.set("retrieval", RetrievalJson.of(result.retrieval()));
    ObjectNode top = json.putObject("top_k");
    evaluation.topK().forEach(k -> top.put(Double.toString(k.threshold()), k.share()));
    evaluation
        .cosinePerMillionParameters()
        .ifPresent(value -> json.put("cosine_per_million_parameters", value));
    result.validationCosine().ifPresent(value -> json.put("validation_cosine", value));
    json.putObject("cost")
        .put("parameters", result.cost().parameters())
        .put("flops", result.cost().flops())
        .put("weight_bytes", result.cost().weightBytes())
        .put("activation_bytes", result.cost().activationBytes());
    speed(json, result.speed());
    json.put("fit_seconds", result.fitSeconds());
    json.set("provenance", ConfigJson.write(result.provenance()));
    return json;
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    }
  }

  private static void speed(ObjectNode json, Speed speed) {
    Latency latency = speed.latency();
    json.putObject("latency_ms")
        .put("p50", latency.p50())
        .put("p95", latency.p95())
        .put("p99", latency.p99())
        .put("count", latency.count());
    ObjectNode rates = json.putObject("predictions_per_second");
    speed.throughput().forEach(t -> rates.put(Integer.toString(t.batch()), t.perSecond()));
  }

  private static TestResult result(JsonNode json, WindowScores scores, Retrieval retrieval) {
    JsonNode linear = json.path("linear_average");
    JsonNode cost = json.path("cost");
    JsonNode validation = json.path("validation_cosine");
    return new TestResult(
        json.path("name").asText(),
        json.path("key").asText(),
        ConfigJson.provenance(json.path("provenance")),
        scores,
        retrieval,
        new Skill(linear.path("mse").asDouble(), linear.path("mse_normalised").asDouble()),
        validation.isNumber() ? OptionalDouble.of(validation.asDouble()) : OptionalDouble.empty(),
        new Cost(
            cost.path("parameters").asLong(),
            cost.path("flops").asLong(),
            cost.path("weight_bytes").asLong(),
            cost.path("activation_bytes").asLong()),
        speed(json),
        json.path("fit_seconds").asDouble());
  }

  private static Speed speed(JsonNode json) {
    JsonNode latency = json.path("latency_ms");
    List<Throughput> rates = new ArrayList<>();
    json.path("predictions_per_second")
        .properties()
        .forEach(
            rate ->
                rates.add(
                    new Throughput(Integer.parseInt(rate.getKey()), rate.getValue().asDouble())));
    return new Speed(
        new Latency(
            latency.path("p50").asDouble(),
            latency.path("p95").asDouble(),
            latency.path("p99").asDouble(),
            latency.path("count").asInt()),
        rates);
  }
}
