package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.eval.Evaluation;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.eval.Skill;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.eval.TestResultFile;
import dev.nextvec.internal.report.EvaluationSummary;
import dev.nextvec.internal.report.Printable;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.internal.workflow.Evaluated;
import dev.nextvec.internal.workflow.EvaluatedPackage;
import dev.nextvec.internal.workflow.EvaluatedRun;
import dev.nextvec.run.EpochRecord;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A run and its test in words and as JSON. */
final class RunSummary {
  /** Beside a name, within 80 columns. */
  private static final int ROOM = 60;

  private RunSummary() {}

  /** One line. */
  static String line(EvaluatedRun run) {
    String trained =
        best(run)
            .map(
                best ->
                    "val cosine %s (epoch %d of %d%s), "
                        .formatted(
                            Figures.cosine(best.validationCosine()),
                            best.epoch(),
                            run.info().history().size(),
                            shares(best, "; ")))
            .orElse("");
    String marks = run.marks().isEmpty() ? "" : " [" + String.join("; ", run.marks()) + "]";
    return "%-12s %stest cosine %s%s, %s"
        .formatted(
            run.info().architecture().name(),
            trained,
            Figures.cosine(run.test().evaluation().cosine().mean()),
            marks,
            Printable.line(run.run().path().toString()));
  }

  /** How much of its parts a network adds to its start, after {@code before}; empty for most. */
  static String shares(EpochRecord epoch, String before) {
    return epoch.shares().isEmpty()
        ? ""
        : epoch.shares().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.2f", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", ", before + "share of ", ""));
  }

  /** Everything that was measured, a line each. */
  static String details(Evaluated run, int width) {
    Evaluation e = run.test().evaluation();
    StringBuilder text = new StringBuilder();
    text.append(Printable.line(run.path().toString())).append(": ").append(run.model());
    text.append(", in-domain, ").append(Figures.counted(e.windows(), "test window"));
    text.append(" in ").append(Figures.counted(e.documents(), "document")).append('\n');
    run.marks().forEach(mark -> text.append("  ").append(Printable.line(mark)).append('\n'));
    text.append('\n');
    text.append(EvaluationSummary.text(run.test(), run.name(), compare(run), width));
    quality(text, run.test(), e);
    best(run).filter(best -> !best.shares().isEmpty()).ifPresent(best -> shares(text, best));
    run.test().speed().ifPresent(speed -> speed(text, speed));
    row(text, "parameters", "%s", Figures.count(run.test().cost().parameters()));
    e.cosinePerMillionParameters()
        .ifPresent(value -> row(text, "cosine per M", "%s", Figures.significant(value)));
    row(text, "flops", "%s", Figures.compact(run.test().cost().flops()));
    row(text, "memory", "%s", Figures.bytes(run.test().cost().memoryBytes()));
    return text.toString();
  }

  private static void quality(StringBuilder text, TestResult test, Evaluation e) {
    row(
        text,
        "cosine",
        "%s  (5 %% to 95 %%: %s to %s; median %s)",
        Figures.cosine(e.cosine().mean()),
        Figures.cosine(e.cosine().quantile(0.05)),
        Figures.cosine(e.cosine().quantile(0.95)),
        Figures.cosine(e.cosine().quantile(0.5)));
    row(text, "mse", "%.6f  (normalised %.6f)", e.mse(), e.normalisedMse());
    row(text, "mean removed", "%s", Figures.cosine(e.meanRemovedCosine()));
    Skill average = test.linearAverage();
    row(
        text,
        "skill",
        "%s over the linear average  (normalised %s)",
        Figures.difference(average.raw(e)),
        Figures.difference(average.normalised(e)));
    retrieval(text, test.retrieval());
    if (test.retrieval().size() < test.scores().size()) {
      row(
          text,
          "ranked",
          "%s of %s test windows, evenly spaced",
          Figures.count(test.retrieval().size()),
          Figures.count(test.scores().size()));
    }
    for (Evaluation.TopK top : e.topK()) {
      row(text, "above " + top.threshold(), "%s", Figures.share(top.share()));
    }
  }

  /** The first screen as JSON. */
  static ObjectNode summary(Evaluated run) {
    return EvaluationSummary.json(run.test(), run.name(), compare(run));
  }

  private static String compare(Evaluated run) {
    return CommandText.program() + " compare " + CommandText.quoted(run.path().toString());
  }

  private static void speed(StringBuilder text, Speed speed) {
    row(
        text,
        "latency",
        "%s ms median, %s ms 95 %%, %s ms 99 %%",
        Figures.milliseconds(speed.latency().p50()),
        Figures.milliseconds(speed.latency().p95()),
        Figures.milliseconds(speed.latency().p99()));
    speed.engine().ifPresent(engine -> row(text, "", "computed by %s", engine));
    for (Speed.Throughput t : speed.throughput()) {
      row(text, "batch " + t.batch(), "%s predictions/s", Figures.compact(t.perSecond()));
    }
    if (speed.isDisturbed()) {
      String conditions = speed.conditions().map(Speed.Conditions::inWords).orElse("");
      row(text, "", "the machine was busy, so these may be too slow: %s", conditions);
    }
  }

  /** One line per pool: what is reached, beside chance. */
  private static void retrieval(StringBuilder text, RetrievalRanks retrieval) {
    for (Pool pool : Pool.values()) {
      Ranks ranks = retrieval.in(pool);
      String name = pool.label();
      StringBuilder line = new StringBuilder();
      for (RetrievalMetric metric : RetrievalMetric.values()) {
        String figure =
            String.format(
                Locale.ROOT,
                "%s %.3f (chance %.3f)",
                metric.label(),
                metric.mean(ranks),
                metric.mean(ranks.chance()));
        if (line.length() + figure.length() > ROOM) {
          row(text, name, "%s", line.append(','));
          name = "";
          line.setLength(0);
        }
        line.append(line.isEmpty() ? "" : ", ").append(figure);
      }
      row(text, name, "%s", line);
    }
  }

  private static void shares(StringBuilder text, EpochRecord best) {
    best.shares().forEach((part, share) -> row(text, "share", "%.3f of the %s part", share, part));
  }

  private static void row(StringBuilder text, String name, String format, Object... values) {
    text.append("  %-15s".formatted(name));
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** What the test gave, where the model is, and of a run how it was trained. */
  static ObjectNode json(Evaluated tested) {
    ObjectNode json = TestResultFile.json(tested.test());
    json.put("path", tested.path().toString());
    tested.marks().forEach(json.putArray("marks")::add);
    json.put("domain", "in-domain").put("model_type", tested.model());
    switch (tested) {
      case EvaluatedRun run -> training(json, run);
      case EvaluatedPackage found -> json.put("kind", "package").put("data", found.dataset());
    }
    return json;
  }

  private static void training(ObjectNode json, EvaluatedRun run) {
    json.put("data", run.info().dataset());
    json.put("status", run.info().status().name().toLowerCase(Locale.ROOT));
    json.put("epochs", run.info().history().size());
    if (run.info().origin().isEmpty()) {
      json.put("planned_epochs", run.info().config().epochs());
      json.put("precision", run.info().config().precision().label());
      run.info().config().localSteps().ifPresent(local -> ConfigJson.write(local, json));
    }
    best(run).ifPresent(best -> best(json, best));
  }

  private static void best(ObjectNode json, EpochRecord best) {
    json.put("best_epoch", best.epoch());
    if (!best.shares().isEmpty()) {
      ObjectNode shares = json.putObject("shares");
      best.shares().forEach((part, share) -> shares.put(part, share));
    }
  }

  private static Optional<EpochRecord> best(Evaluated tested) {
    return switch (tested) {
      case EvaluatedRun run -> run.info().best();
      case EvaluatedPackage found -> Optional.empty();
    };
  }
}
