package dev.nextvec.internal.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Training settings, epochs and provenance as JSON, and back. */
public final class ConfigJson {
  /** Name of the setting that says how candidates are mapped; left out where they are not. */
  public static final String MAP = "candidate_map";

  /** Name of the setting that says what products are computed in; older runs leave it out. */
  public static final String PRECISION = "precision";

  /** Name of the setting that says after how many steps workers take a mean, if they do. */
  public static final String LOCAL_STEPS = "local_steps";

  private ConfigJson() {}

  /** All settings, flat, with the names of the command's options. */
  public static ObjectNode write(TrainingConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("epochs", config.epochs()).put("batch_size", config.batch());
    json.put("learning_rate", config.optimiser().learningRate());
    json.put("weight_decay", config.optimiser().weightDecay());
    json.put("beta1", config.optimiser().beta1()).put("beta2", config.optimiser().beta2());
    json.put("clip", config.clip()).put("loss", config.loss().name());
    if (config.loss() instanceof Loss.InfoNce(double temperature)) {
      json.put("temperature", temperature);
    }
    json.put("schedule", config.schedule().name());
    switch (config.schedule()) {
      case Schedule.ConstantRate() -> {}
      case Schedule.Plateau(double factor, int patience) ->
          json.put("plateau_factor", factor).put("patience", patience);
      case Schedule.WarmupCosine(double warmup) -> json.put("warmup", warmup);
    }
    json.put("early_stop", config.earlyStop()).put("seed", config.seed());
    json.put(PRECISION, config.precision().label());
    config.localSteps().ifPresent(local -> write(local, json));
    json.put("goal", config.goal().name());
    if (config.goal() instanceof Goal.Retrieval retrieval) {
      json.put("stretch", retrieval.stretch()).put("negatives", retrieval.negatives());
      json.put("mse_weight", retrieval.mseWeight());
      json.put("goal_temperature", retrieval.temperature());
      write(retrieval.mapping(), json);
    }
    return json;
  }

  /** What a run with local steps is told by in a file; one without them leaves both out. */
  public static void write(TrainingConfig.LocalSteps local, ObjectNode json) {
    json.put(LOCAL_STEPS, local.steps()).put("workers", local.workers());
  }

  private static Optional<TrainingConfig.LocalSteps> localSteps(JsonValue json) throws IOException {
    return json.optional(
        LOCAL_STEPS,
        steps -> new TrainingConfig.LocalSteps(steps.count(0), json.field("workers").count(0)));
  }

  /** Nothing for none, which is what a run is that does not say. */
  private static void write(Goal.Mapping mapping, ObjectNode json) {
    switch (mapping) {
      case Goal.Mapping.None() -> {}
      case Goal.Mapping.LowRank(int rank) -> json.put(MAP, mapping.name()).put("map_rank", rank);
      case Goal.Mapping.Full() -> json.put(MAP, mapping.name());
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException naming what is missing or of another kind
   * @throws IllegalArgumentException if a setting makes no sense
   */
  public static TrainingConfig read(JsonValue json) throws IOException {
    return new TrainingConfig(
        json.field("epochs").count(0),
        json.field("batch_size").count(0),
        new TrainingConfig.Optimiser(
            json.field("learning_rate").number(),
            json.field("weight_decay").number(),
            json.field("beta1").number(),
            json.field("beta2").number()),
        json.field("clip").number(),
        loss(json),
        schedule(json),
        json.field("early_stop").count(0),
        json.field("seed").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
        goal(json),
        precision(json),
        localSteps(json));
  }

  private static TrainingConfig.Precision precision(JsonValue json) throws IOException {
    Optional<JsonValue> precision = json.optional(PRECISION);
    if (precision.isEmpty()) {
      return TrainingConfig.Precision.FLOAT32;
    }
    return switch (precision.get().text()) {
      case "float32" -> TrainingConfig.Precision.FLOAT32;
      case "bfloat16" -> TrainingConfig.Precision.BFLOAT16;
      default -> throw precision.get().refused("be `float32` or `bfloat16`");
    };
  }

  private static Goal goal(JsonValue json) throws IOException {
    Optional<JsonValue> goal = json.optional("goal");
    if (goal.isEmpty()) {
      return new Goal.Regression(); // older runs do not say
    }
    return switch (goal.get().text()) {
      case "regression" -> new Goal.Regression();
      case "retrieval" ->
          new Goal.Retrieval(
              json.field("stretch").count(0),
              json.field("negatives").count(0),
              json.field("mse_weight").number(),
              json.field("goal_temperature").number(),
              mapping(json));
      default -> throw goal.get().refused("name a goal");
    };
  }

  private static Goal.Mapping mapping(JsonValue json) throws IOException {
    Optional<JsonValue> mapping = json.optional(MAP);
    if (mapping.isEmpty()) {
      return new Goal.Mapping.None();
    }
    return switch (mapping.get().text()) {
      case "low-rank" -> new Goal.Mapping.LowRank(json.field("map_rank").count(1));
      case "full" -> new Goal.Mapping.Full();
      default -> throw mapping.get().refused("be `low-rank` or `full`");
    };
  }

  private static Loss loss(JsonValue json) throws IOException {
    JsonValue loss = json.field("loss");
    return switch (loss.text()) {
      case "mse" -> new Loss.MeanSquaredError();
      case "cosine" -> new Loss.Cosine();
      case "infonce" -> new Loss.InfoNce(json.field("temperature").number());
      default -> throw loss.refused("name a loss");
    };
  }

  private static Schedule schedule(JsonValue json) throws IOException {
    JsonValue schedule = json.field("schedule");
    return switch (schedule.text()) {
      case "constant" -> new Schedule.ConstantRate();
      case "plateau" ->
          new Schedule.Plateau(
              json.field("plateau_factor").number(), json.field("patience").count(0));
      case "warmup-cosine" -> new Schedule.WarmupCosine(json.field("warmup").number());
      default -> throw schedule.refused("name a schedule");
    };
  }

  /** One epoch, one line of {@code metrics.jsonl}; what epoch 0 does not have is left out. */
  public static ObjectNode write(EpochRecord epoch) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("epoch", epoch.epoch()).put("step", epoch.step());
    if (epoch.isTrained()) {
      json.put("train_loss", epoch.trainLoss()).put("train_cosine", epoch.trainCosine());
    }
    json.put("validation_loss", epoch.validationLoss());
    json.put("validation_cosine", epoch.validationCosine());
    if (epoch.isTrained()) {
      json.put("learning_rate", epoch.learningRate()).put("gradient_norm", epoch.gradientNorm());
      json.put("samples_per_second", epoch.samplesPerSecond());
    }
    json.put("seconds", epoch.seconds());
    if (!epoch.shares().isEmpty()) {
      ObjectNode shares = json.putObject("shares");
      epoch.shares().forEach((part, share) -> shares.put(part, share));
    }
    epoch.validationMrr().ifPresent(mrr -> json.put("validation_mrr", mrr));
    return json;
  }

  /**
   * Reads an epoch.
   *
   * @throws IOException naming what is missing or of another kind
   */
  public static EpochRecord epoch(JsonValue json) throws IOException {
    int number = json.field("epoch").count(0);
    return new EpochRecord(
        number,
        json.field("step").wholeNumber(0, Long.MAX_VALUE),
        ofTrained(number, json, "train_loss"),
        ofTrained(number, json, "train_cosine"),
        json.field("validation_loss").number(),
        json.field("validation_cosine").number(),
        ofTrained(number, json, "learning_rate"),
        ofTrained(number, json, "gradient_norm"),
        ofTrained(number, json, "samples_per_second"),
        json.field("seconds").number(),
        shares(json.optional("shares")),
        json.optionalNumber("validation_mrr"));
  }

  /** Epoch 0 is not trained. */
  private static double ofTrained(int epoch, JsonValue json, String field) throws IOException {
    return epoch == 0 ? Double.NaN : json.field(field).number();
  }

  private static SortedMap<String, Double> shares(Optional<JsonValue> json) throws IOException {
    SortedMap<String, Double> shares = new TreeMap<>();
    if (json.isPresent()) {
      for (String part : json.get().names()) {
        shares.put(part, json.get().field(part).number());
      }
    }
    return shares;
  }

  /** Where a result came from. */
  public static ObjectNode write(Provenance provenance) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("dataset_sha256", provenance.datasetSha256());
    json.put("split_sha256", provenance.splitSha256());
    json.put("split_seed", provenance.splitSeed()).put("seed", provenance.seed());
    json.set("environment", write(provenance.environment()));
    provenance.date().ifPresent(date -> json.put("date", date.toString()));
    provenance.encoder().ifPresent(encoder -> json.put("encoder", encoder));
    return json;
  }

  /** The software and the machine. */
  public static ObjectNode write(Environment e) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("nextvec", e.nextvec())
        .put("jvm", e.jvm())
        .put("libtorch", e.libtorch())
        .put("blas", e.blas())
        .put("device", e.device())
        .put("threads", e.threads())
        .put("machine", e.machine())
        .put("commit", e.commit())
        .put("processor", e.processor());
  }

  private static Optional<Instant> date(JsonValue json) throws IOException {
    Optional<JsonValue> date = json.optional("date"); // older files have none
    try {
      return date.isPresent() ? Optional.of(Instant.parse(date.get().text())) : Optional.empty();
    } catch (DateTimeParseException e) {
      throw date.orElseThrow().refused("be an instant");
    }
  }

  private static String known(JsonValue environment, String field) throws IOException {
    return environment
        .optional(field, JsonValue::text)
        .orElse(Environment.UNKNOWN); // older files do not say
  }

  /**
   * Reads a provenance.
   *
   * @throws IOException naming what is missing or of another kind
   */
  public static Provenance provenance(JsonValue json) throws IOException {
    return new Provenance(
        json.field("dataset_sha256").text(),
        json.field("split_sha256").text(),
        json.field("split_seed").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
        json.field("seed").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
        environment(json.field("environment")),
        date(json),
        json.optional("encoder", JsonValue::text));
  }

  /**
   * Reads what {@link #write(Environment)} wrote.
   *
   * @throws IOException naming what is missing or of another kind
   */
  public static Environment environment(JsonValue e) throws IOException {
    return new Environment(
        e.field("nextvec").text(),
        e.field("jvm").text(),
        e.field("libtorch").text(),
        e.field("blas").text(),
        e.field("device").text(),
        e.field("threads").count(0),
        e.field("machine").text(),
        known(e, "commit"),
        known(e, "processor"));
  }
}
