package dev.nextvec.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Training settings, epochs and provenance as JSON, and back. */
public final class ConfigJson {
  private ConfigJson() {}

  /** All settings, flat, with the names of the command's options. */
  public static ObjectNode write(TrainingConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("epochs", config.epochs()).put("batchSize", config.batch());
    json.put("learningRate", config.optimiser().learningRate());
    json.put("weightDecay", config.optimiser().weightDecay());
    json.put("beta1", config.optimiser().beta1()).put("beta2", config.optimiser().beta2());
    json.put("clip", config.clip()).put("loss", config.loss().name());
    if (config.loss() instanceof Loss.InfoNce(double temperature)) {
      json.put("temperature", temperature);
    }
    json.put("schedule", config.schedule().name());
    switch (config.schedule()) {
      case Schedule.ConstantRate() -> {}
      case Schedule.Plateau(double factor, int patience) ->
          json.put("plateauFactor", factor).put("patience", patience);
      case Schedule.WarmupCosine(double warmup) -> json.put("warmup", warmup);
    }
    json.put("earlyStop", config.earlyStop()).put("seed", config.seed());
    json.put("goal", config.goal().name());
    if (config.goal()
        instanceof
        Goal.Retrieval(int stretch, int negatives, double mseWeight, double temperature)) {
      json.put("stretch", stretch).put("negatives", negatives);
      json.put("mseWeight", mseWeight).put("goalTemperature", temperature);
    }
    return json;
  }

  /** Reads what {@link #write} wrote. */
  public static TrainingConfig read(JsonNode json) {
    return new TrainingConfig(
        json.path("epochs").asInt(),
        json.path("batchSize").asInt(),
        new TrainingConfig.Optimiser(
            json.path("learningRate").asDouble(),
            json.path("weightDecay").asDouble(),
            json.path("beta1").asDouble(),
            json.path("beta2").asDouble()),
        json.path("clip").asDouble(),
        loss(json),
        schedule(json),
        json.path("earlyStop").asInt(),
        json.path("seed").asLong(),
        goal(json));
  }

  private static Goal goal(JsonNode json) {
    String name = json.path("goal").asText("regression"); // older runs do not say
    return switch (name) {
      case "regression" -> new Goal.Regression();
      case "retrieval" ->
          new Goal.Retrieval(
              json.path("stretch").asInt(),
              json.path("negatives").asInt(),
              json.path("mseWeight").asDouble(),
              json.path("goalTemperature").asDouble());
      default -> throw new IllegalArgumentException("no goal is named `" + name + "`");
    };
  }

  private static Loss loss(JsonNode json) {
    String name = json.path("loss").asText();
    return switch (name) {
      case "mse" -> new Loss.MeanSquaredError();
      case "cosine" -> new Loss.Cosine();
      case "infonce" -> new Loss.InfoNce(json.path("temperature").asDouble());
      default -> throw new IllegalArgumentException("no loss is named `" + name + "`");
    };
  }

  private static Schedule schedule(JsonNode json) {
    String name = json.path("schedule").asText();
    return switch (name) {
      case "constant" -> new Schedule.ConstantRate();
      case "plateau" ->
          new Schedule.Plateau(
              json.path("plateauFactor").asDouble(), json.path("patience").asInt());
      case "warmup-cosine" -> new Schedule.WarmupCosine(json.path("warmup").asDouble());
      default -> throw new IllegalArgumentException("no schedule is named `" + name + "`");
    };
  }

  /** One epoch, one line of {@code metrics.jsonl}; what epoch 0 does not have is left out. */
  public static ObjectNode write(EpochRecord epoch) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("epoch", epoch.epoch()).put("step", epoch.step());
    if (epoch.isTrained()) {
      json.put("trainLoss", epoch.trainLoss()).put("trainCosine", epoch.trainCosine());
    }
    json.put("validationLoss", epoch.validationLoss());
    json.put("validationCosine", epoch.validationCosine());
    if (epoch.isTrained()) {
      json.put("learningRate", epoch.learningRate()).put("gradientNorm", epoch.gradientNorm());
      json.put("samplesPerSecond", epoch.samplesPerSecond());
    }
    json.put("seconds", epoch.seconds());
    if (!epoch.shares().isEmpty()) {
      ObjectNode shares = json.putObject("shares");
      epoch.shares().forEach((part, share) -> shares.put(part, share));
    }
    epoch.validationMrr().ifPresent(mrr -> json.put("validationMrr", mrr));
    return json;
  }

  /** Reads an epoch. */
  public static EpochRecord epoch(JsonNode json) {
    int number = json.path("epoch").asInt();
    double absent = number == 0 ? Double.NaN : 0;
    return new EpochRecord(
        number,
        json.path("step").asLong(),
        json.path("trainLoss").asDouble(absent),
        json.path("trainCosine").asDouble(absent),
        json.path("validationLoss").asDouble(),
        json.path("validationCosine").asDouble(),
        json.path("learningRate").asDouble(absent),
        json.path("gradientNorm").asDouble(absent),
        json.path("samplesPerSecond").asDouble(absent),
        json.path("seconds").asDouble(),
        shares(json.path("shares")),
        json.has("validationMrr")
            ? OptionalDouble.of(json.path("validationMrr").asDouble())
            : OptionalDouble.empty());
  }

  private static SortedMap<String, Double> shares(JsonNode json) {
    SortedMap<String, Double> shares = new TreeMap<>();
    json.properties().forEach(share -> shares.put(share.getKey(), share.getValue().asDouble()));
    return shares;
  }

  /** Where a result came from. */
  public static ObjectNode write(Provenance provenance) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("datasetSha256", provenance.datasetSha256());
    json.put("splitSha256", provenance.splitSha256());
    json.put("splitSeed", provenance.splitSeed()).put("seed", provenance.seed());
    Environment e = provenance.environment();
    json.putObject("environment")
        .put("nextvec", e.nextvec())
        .put("jvm", e.jvm())
        .put("libtorch", e.libtorch())
        .put("blas", e.blas())
        .put("device", e.device())
        .put("threads", e.threads())
        .put("machine", e.machine())
        .put("commit", e.commit())
        .put("processor", e.processor());
    provenance.date().ifPresent(date -> json.put("date", date.toString()));
    return json;
  }

  private static Optional<Instant> date(JsonNode json) {
    try {
      return json.has("date")
          ? Optional.of(Instant.parse(json.path("date").asText()))
          : Optional.empty();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "`date` is no instant: `%s`".formatted(json.path("date").asText()), e);
    }
  }

  /** Reads a provenance. */
  public static Provenance provenance(JsonNode json) {
    JsonNode e = json.path("environment");
    return new Provenance(
        json.path("datasetSha256").asText(),
        json.path("splitSha256").asText(),
        json.path("splitSeed").asLong(),
        json.path("seed").asLong(),
        new Environment(
            e.path("nextvec").asText(),
            e.path("jvm").asText(),
            e.path("libtorch").asText(),
            e.path("blas").asText(),
            e.path("device").asText(),
            e.path("threads").asInt(),
            e.path("machine").asText(),
            e.path("commit").asText(Environment.UNKNOWN),
            e.path("processor").asText(Environment.UNKNOWN)),
        date(json));
  }
}
