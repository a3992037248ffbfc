package dev.nextvec.internal.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Comparison.Challenge;
import dev.nextvec.compare.JudgedPair;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.RetrievalStatistics;
import dev.nextvec.compare.RetrievalStatistics.Against;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.SeedGroup;
import dev.nextvec.eval.Distribution;
import dev.nextvec.eval.Evaluation;
import dev.nextvec.eval.Skill;
import dev.nextvec.internal.eval.SpeedFile;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.model.Cost;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.report.Report;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.SampleSize;
import java.util.Locale;
import java.util.Optional;

/**
 * A comparison as one JSON object. Field names are stable: a field may be added, never renamed;
 * {@code format} changes if one must be. What was not measured is absent, never null.
 *
 * <ul>
 *   <li>{@code format} ({@code nextvec-comparison-1}), {@code provenance} (of this report: {@code
 *       nextvec}, {@code commit}, {@code date}, {@code jvm}, {@code machine}, {@code processor},
 *       {@code dataset_sha256}, {@code split_sha256}, {@code split_seed}, {@code encoder} where
 *       known), {@code dataset}, {@code dataset_sha256}, {@code split_sha256}, {@code split_seed},
 *       {@code test_windows}, {@code test_documents}, {@code margin}, {@code bootstrap} ({@code
 *       resamples}, {@code level}, {@code seed}), {@code domain} ({@code in-domain} or {@code
 *       out-of-domain}), {@code folds} and {@code of_first_fold}, the members of a row that are one
 *       model's (of a cross-validation; absent for one test split), {@code data} (what was tested
 *       on), {@code marks} (what makes every number doubtful, such as a leak; empty as a rule),
 *       {@code summary}, {@code findings}, {@code statements}, {@code warnings}; out of domain also
 *       {@code trained_on}, {@code trained_on_sha256}, and {@code in_domain} with {@code
 *       test_cosine} and {@code skill_normalised} by name;
 *   <li>{@code rows}, highest test cosine first: {@code name}, {@code kind} ({@code network},
 *       {@code baseline} or {@code predictions}, whose seed, cost and speed are unknown and
 *       absent), {@code seed}, {@code seeds} and {@code seed_sd} where the row has several ({@code
 *       name}, {@code seed}, {@code test_cosine} of each), {@code test_cosine} ({@code mean},
 *       {@code interval}, {@code sd}, {@code quantiles}, {@code histogram} of 100 bins over -1 to
 *       1), {@code mse}, {@code mse_normalised}, {@code mean_removed_cosine}, {@code skill}, {@code
 *       skill_normalised}, {@code retrieval} ({@code document}, {@code test} and {@code corpus},
 *       each with {@code recall_at_1} and others, {@code intervals}, {@code chance}, {@code
 *       oracle}), {@code top_k}, {@code validation_cosine}, {@code cosine_per_million_parameters},
 *       {@code versus_linear_average} (see below), {@code parameters}, {@code flops}, {@code
 *       weight_bytes}, {@code activation_bytes}, {@code latency_ms} ({@code p50}, {@code p95},
 *       {@code p99}, {@code count}), {@code predictions_per_second} by batch size, {@code
 *       training_seconds}, {@code best_epoch}, {@code unfinished} where training stopped early
 *       ({@code epochs}, {@code planned}), {@code precision} (of the products while training),
 *       {@code local_steps} and {@code workers} where several workers took the mean of their
 *       weights after so many steps, {@code history}, {@code environment};
 *   <li>{@code recommendations}, one for each use case: see {@link RecommendationReport#json};
 *   <li>{@code challenge}, the best network against the best baseline: {@code network}, {@code
 *       baseline}, {@code contrast};
 *   <li>{@code pairs}, each with {@code first}, {@code second}, {@code asked} (see {@link
 *       dev.nextvec.compare.JudgedPair}) and a contrast's members, test cosine of the first less
 *       that of the second;
 *   <li>{@code retrieval_contrasts}, each with {@code pool}, {@code metric}, {@code network},
 *       {@code baseline} and a contrast's members;
 *   <li>{@code corpus_search}, where an index was named: see {@link SearchJson};
 *   <li>a contrast has {@code difference}, {@code interval}, {@code percent} and {@code
 *       percent_interval} (absent where what they are shares of is near zero), {@code p_value},
 *       {@code p_value_adjusted}, {@code verdict} ({@code better}, {@code worse}, {@code equal},
 *       {@code tie}, {@code cannot_say}), {@code judged_by} (the interval that the verdict was
 *       judged by) and {@code judged_by_level}, {@code without_most_influential} with few documents
 *       ({@code document}, {@code difference} and {@code verdict} without it), {@code settled_by}
 *       of a tie ({@code documents}, {@code shows} {@code difference} or {@code equality}, {@code
 *       power}), {@code needs} of a tie and of what cannot be said (see {@link NeedJson}); an
 *       interval is {@code [low, high]}; where there are too few documents it and the p-values are
 *       absent.
 * </ul>
 */
public final class JsonReport {
  private JsonReport() {}

  /** The object as text, ended by a newline. */
  public static String of(Report report) {
    return node(report).toPrettyString() + "\n";
  }

  /** The object as a tree. */
  public static ObjectNode node(Report report) {
    Comparison comparison = report.comparison();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    Provenance provenance = comparison.rows().get(0).run().provenance();
    Evaluation evaluation = comparison.rows().get(0).evaluation();
    root.put("format", "nextvec-comparison-1");
    provenance(root.putObject("provenance"), report, provenance);
    root.put("dataset", comparison.dataset());
    root.put("dataset_sha256", provenance.datasetSha256());
    root.put("split_sha256", provenance.splitSha256());
    root.put("split_seed", provenance.splitSeed());
    root.put("test_windows", evaluation.windows());
    root.put("test_documents", evaluation.documents());
    root.put("margin", comparison.margin());
    root.putObject("bootstrap")
        .put("resamples", comparison.bootstrap().resamples())
        .put("level", comparison.bootstrap().level())
        .put("seed", comparison.bootstrap().seed());
    DomainTable.json(root, comparison);
    root.set("summary", NeedJson.summary(comparison.summary()));
    comparison.findings().forEach(root.putArray("findings")::add);
    root.set("statements", NeedJson.statements(comparison.statements()));
    comparison.warnings().forEach(root.putArray("warnings")::add);
    Skill linear = Skill.over(comparison.linearAverage().run().scores());
    ArrayNode rows = root.putArray("rows");
    comparison.rows().forEach(row -> row(rows.addObject(), row, linear, comparison));
    ArrayNode pairs = root.putArray("pairs");
    comparison.pairs().forEach(pair -> pair(pairs.addObject(), pair));
    retrieval(root, comparison);
    comparison.search().ifPresent(search -> root.set("corpus_search", SearchJson.of(search)));
    comparison
        .challenge()
        .ifPresent(challenge -> challenge(root.putObject("challenge"), challenge));
    root.set("recommendations", RecommendationReport.json(report.recommendations()));
    return root;
  }

  /** The program and machine that made this report; those of each row stand in the row. */
  private static void provenance(ObjectNode node, Report report, Provenance data) {
    Environment here = Environment.withoutEngine();
    node.put("nextvec", here.nextvec()).put("commit", here.commit());
    node.put("date", report.date().toString()).put("jvm", here.jvm());
    node.put("machine", here.machine()).put("processor", here.processor());
    node.put("dataset_sha256", data.datasetSha256()).put("split_sha256", data.splitSha256());
    node.put("split_seed", data.splitSeed());
    data.encoder().ifPresent(encoder -> node.put("encoder", encoder));
  }

  private static void skill(ObjectNode node, Evaluation evaluation, Skill linear) {
    if (linear.mse() > 0 && linear.normalisedMse() > 0) {
      node.put("skill", linear.raw(evaluation));
      node.put("skill_normalised", linear.normalised(evaluation));
    }
  }

  private static void pair(ObjectNode node, JudgedPair pair) {
    node.put("first", pair.first());
    node.put("second", pair.second());
    node.put("asked", pair.asked());
    contrast(node, pair.contrast());
  }

  private static void retrieval(ObjectNode root, Comparison comparison) {
    ArrayNode all = root.putArray("retrieval_contrasts");
    for (RetrievalStatistics statistics : comparison.retrieval()) {
      for (Against against : statistics.contrasts()) {
        ObjectNode node = all.addObject();
        node.put("pool", statistics.pool().name().toLowerCase(Locale.ROOT));
        node.put("metric", against.metric().key());
        node.put("network", against.network());
        node.put("baseline", against.baseline());
        contrast(node, against.contrast());
      }
    }
  }

  private static void seeds(ObjectNode node, SeedGroup group) {
    if (group.first().trainingSeconds().isEmpty()) {
      return; // it was made elsewhere, and nobody knows how
    }
    node.put("seed", group.first().provenance().seed());
    if (group.seeds() > 1) {
      node.put("seed_sd", group.cosineDeviation());
      ArrayNode seeds = node.putArray("seeds");
      for (RunResult run : group.runs()) {
        seeds
            .addObject()
            .put("name", run.name())
            .put("seed", run.provenance().seed())
            .put("test_cosine", Evaluation.of(run.scores(), 0).cosine().mean());
      }
    }
  }

  private static void row(ObjectNode node, Row row, Skill linear, Comparison comparison) {
    Evaluation evaluation = row.evaluation();
    node.put("name", row.name());
    node.put("kind", row.run().kind().name().toLowerCase(Locale.ROOT));
    seeds(node, row.group());
    cosine(node.putObject("test_cosine"), row);
    node.put("mse", evaluation.mse());
    node.put("mse_normalised", evaluation.normalisedMse());
    node.put("mean_removed_cosine", evaluation.meanRemovedCosine());
    skill(node, evaluation, linear);
    row.run()
        .retrieval()
        .ifPresent(
            retrieval -> node.set("retrieval", RetrievalTables.json(retrieval, row, comparison)));
    ObjectNode top = node.putObject("top_k");
    evaluation.topK().forEach(k -> top.put(Double.toString(k.threshold()), k.share()));
    row.group().validationCosine().ifPresent(value -> node.put("validation_cosine", value));
    evaluation
        .cosinePerMillionParameters()
        .ifPresent(value -> node.put("cosine_per_million_parameters", value));
    row.againstLinearAverage()
        .ifPresent(contrast -> contrast(node.putObject("versus_linear_average"), contrast));
    row.run().cost().ifPresent(cost -> cost(node, cost));
    row.run().speed().ifPresent(speed -> SpeedFile.put(node, speed));
    row.group().trainingSeconds().ifPresent(seconds -> node.put("training_seconds", seconds));
    training(node, row.run());
    row.run().provenance().date().ifPresent(date -> node.put("measured", date.toString()));
    node.set("environment", ConfigJson.write(row.run().provenance().environment()));
  }

  private static void training(ObjectNode node, RunResult run) {
    run.bestEpoch().ifPresent(best -> node.put("best_epoch", best.epoch()));
    run.unfinished()
        .ifPresent(
            unfinished ->
                node.putObject("unfinished")
                    .put("epochs", unfinished.epochs())
                    .put("planned", unfinished.planned()));
    run.recipe().ifPresent(recipe -> settings(node, recipe.config()));
    run.untrained().ifPresent(epoch -> validation(node.putObject("untrained"), epoch));
    ArrayNode history = node.putArray("history");
    run.history().forEach(epoch -> epoch(history.addObject(), epoch));
  }

  private static void settings(ObjectNode node, TrainingConfig config) {
    node.put("precision", config.precision().label());
    config.localSteps().ifPresent(local -> ConfigJson.write(local, node));
  }

  private static void cosine(ObjectNode node, Row row) {
    Distribution distribution = row.evaluation().cosine();
    node.put("mean", row.cosine().value());
    interval(node, "interval", row.cosine().interval());
    node.put("sd", distribution.deviation());
    ObjectNode quantiles = node.putObject("quantiles");
    for (double level : Distribution.LEVELS) {
      quantiles.put(Double.toString(level), distribution.quantile(level));
    }
    distribution.histogram().forEach(node.putArray("histogram")::add);
  }

  private static void cost(ObjectNode node, Cost cost) {
    node.put("parameters", cost.parameters());
    node.put("flops", cost.flops());
    node.put("weight_bytes", cost.weightBytes());
    node.put("activation_bytes", cost.activationBytes());
  }

  private static void epoch(ObjectNode node, EpochRecord epoch) {
    node.put("epoch", epoch.epoch())
        .put("step", epoch.step())
        .put("train_loss", epoch.trainLoss())
        .put("train_cosine", epoch.trainCosine())
        .put("learning_rate", epoch.learningRate())
        .put("gradient_norm", epoch.gradientNorm())
        .put("samples_per_second", epoch.samplesPerSecond())
        .put("seconds", epoch.seconds());
    validation(node, epoch);
  }

  private static void validation(ObjectNode node, EpochRecord epoch) {
    node.put("validation_loss", epoch.validationLoss())
        .put("validation_cosine", epoch.validationCosine());
    epoch.validationMrr().ifPresent(mrr -> node.put("validation_mrr", mrr));
  }

  private static void challenge(ObjectNode node, Challenge challenge) {
    node.put("network", challenge.network().name());
    node.put("baseline", challenge.baseline().name());
    contrast(node.putObject("contrast"), challenge.contrast());
  }

  private static void contrast(ObjectNode node, PairedDifference contrast) {
    node.put("difference", contrast.difference().value());
    interval(node, "interval", contrast.difference().interval());
    contrast.percent().ifPresent(percent -> node.put("percent", percent));
    interval(node, "percent_interval", contrast.percentInterval());
    interval(node, "judged_by", contrast.judgedBy());
    contrast.judgedBy().ifPresent(ends -> node.put("judged_by_level", ends.level()));
    if (contrast.difference().interval().isPresent()) {
      node.put("p_value", contrast.difference().pValue());
      node.put("p_value_adjusted", contrast.adjustedP());
    }
    node.put("verdict", contrast.verdict().key());
    contrast.robustness().ifPresent(without -> robustness(node, without));
    if (!contrast.needs().isEmpty()) {
      node.set("needs", NeedJson.of(contrast.needs()));
    }
    contrast
        .settling()
        .ifPresent(
            size ->
                node.putObject("settled_by")
                    .put("documents", size.documents())
                    .put("shows", size.outcome().name().toLowerCase(Locale.ROOT))
                    .put("power", SampleSize.POWER));
  }

  private static void robustness(ObjectNode node, PairedDifference.Robustness without) {
    ObjectNode own = node.putObject("without_most_influential");
    own.put("document", without.document()).put("difference", without.difference().value());
    own.put("verdict", without.verdict().key());
  }

  private static void interval(ObjectNode node, String field, Optional<Interval> interval) {
    interval.ifPresent(ends -> node.putArray(field).add(ends.low()).add(ends.high()));
  }
}
