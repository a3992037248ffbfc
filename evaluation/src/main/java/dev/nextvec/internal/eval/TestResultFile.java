package dev.nextvec.internal.eval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.eval.Distribution;
import dev.nextvec.eval.Evaluation;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.eval.Skill;
import dev.nextvec.eval.TestResult;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.model.Cost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A test result in a directory: {@code evaluation.json} beside the scores ({@link ScoreFile}) and
 * the ranks ({@link RankFile}) per window, whose hashes it records. Speed is kept apart, in {@link
 * SpeedFile}. What the summary repeats of the scores is for readers; reading starts from the
 * scores.
 */
public final class TestResultFile {
  /** Name of the summary. */
  public static final String NAME = "evaluation.json";

  private static final int FORMAT = 3;
  private static final int OLDEST = 2; // with names in camel case, without a seal at first
  private static final List<String> FILES = List.of(ScoreFile.NAME, RankFile.NAME);

  private TestResultFile() {}

  /** Replaces what the directory holds. The summary goes first and comes back last. */
  public static void write(Path directory, TestResult result) throws IOException {
    Files.createDirectories(directory);
    Files.deleteIfExists(directory.resolve(NAME));
    ScoreFile.write(directory.resolve(ScoreFile.NAME), result.scores());
    RankFile.write(directory.resolve(RankFile.NAME), result.retrieval());
    ObjectNode json = json(result.withSpeed(Optional.empty()));
    ObjectNode files = json.putObject("files");
    for (String name : FILES) {
      files.put(name, Sha256.ofFile(directory.resolve(name)));
    }
    Seal.put(json);
    AtomicFile.writeString(directory.resolve(NAME), json.toPrettyString() + "\n");
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
      JsonValue json = JsonValue.read(file);
      int format = json.field("format").count(0);
      if (format < OLDEST || format > FORMAT || !json.field("key").text().equals(key)) {
        return Optional.empty();
      }
      if (format == FORMAT || Seal.exists(json.node())) {
        Seal.require(json.node(), file);
        requireFiles(json.field("files"), directory);
      } else {
        json.field("provenance").requireFormerly("dataset_sha256");
      }
      WindowScores scores = ScoreFile.read(directory.resolve(ScoreFile.NAME));
      RetrievalRanks retrieval = RankFile.read(directory.resolve(RankFile.NAME));
      if (!retrieval.covers(scores.size())) {
        throw new IOException(
            "%s: %d scores but %d ranks: delete it and evaluate again"
                .formatted(file, scores.size(), retrieval.size()));
      }
      return Optional.of(result(json, scores, retrieval));
    } catch (MalformedJson e) {
      throw e.advising("delete it and evaluate again");
    } catch (IllegalArgumentException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  private static IOException damaged(Path file, @Nullable String what, Exception e) {
    return new IOException(file + " is damaged (" + what + "): delete it and evaluate again", e);
  }

  /** The scores and ranks are those of this result. */
  private static void requireFiles(JsonValue hashes, Path directory) throws IOException {
    for (String name : FILES) {
      Path file = directory.resolve(name);
      String recorded = hashes.field(name).text();
      if (!Files.exists(file)) {
        throw new IOException(
            "%s is missing: restore it, or delete %s beside it and evaluate again"
                .formatted(file, NAME));
      }
      if (!Sha256.ofFile(file).equals(recorded)) {
        throw new IOException(
            "%s was changed or damaged: its hash is not the one that %s records; delete both and evaluate again"
                .formatted(file, NAME));
      }
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
    result.speed().ifPresent(speed -> SpeedFile.put(json, speed));
    json.put("fit_seconds", result.fitSeconds());
    json.set("provenance", ConfigJson.write(result.provenance()));
    return json;
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    }
  }

  private static TestResult result(JsonValue json, WindowScores scores, RetrievalRanks retrieval)
      throws IOException {
    JsonValue linear = json.field("linear_average");
    JsonValue cost = json.field("cost");
    return new TestResult(
        json.field("name").text(),
        json.field("key").text(),
        ConfigJson.provenance(json.field("provenance")),
        scores,
        retrieval,
        new Skill(linear.field("mse").number(), linear.field("mse_normalised").number()),
        json.optionalNumber("validation_cosine"),
        new Cost(
            whole(cost, "parameters"),
            whole(cost, "flops"),
            whole(cost, "weight_bytes"),
            whole(cost, "activation_bytes")),
        json.optional("latency_ms").isPresent() // older versions kept it here
            ? Optional.of(SpeedFile.speed(json))
            : Optional.empty(),
        json.field("fit_seconds").number());
  }

  private static long whole(JsonValue json, String field) throws IOException {
    return json.field(field).wholeNumber(0, Long.MAX_VALUE);
  }
}
