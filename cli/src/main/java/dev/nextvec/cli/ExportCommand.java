package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.Wording;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.baseline.RandomVector;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.export.ModelFacts;
import dev.nextvec.internal.onnx.Precision;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.Entrants;
import dev.nextvec.internal.workflow.ExportTarget;
import dev.nextvec.internal.workflow.ExportTarget.ExportFormat;
import dev.nextvec.internal.workflow.Exporting;
import dev.nextvec.internal.workflow.Exporting.Exported;
import dev.nextvec.internal.workflow.RerankerExport;
import dev.nextvec.stats.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nextvec export}: a model that runs elsewhere. */
@picocli.CommandLine.Command(
    name = "export",
    description = {
      "Writes the model of a run, or a baseline, as a package that is all a service needs: the"
          + " graph in ONNX, the weights, recorded predictions, and a card with its test figures"
          + " beside every baseline. Before it is published its predictions are compared with those"
          + " of the model itself.",
      "",
      "`export RUN` exports a run; `export RUNS --recommended USE` what `recommend` names for that"
          + " use; `export ridge RUN`, or `export ridge --data DATASET`, a baseline.",
      ""
    },
    sortOptions = false)
final class ExportCommand implements Command {
  @Parameters(
      paramLabel = "RUN|BASELINE",
      arity = "1..*",
      description =
          "run directory, or a directory of runs; or first the name of a baseline: persistence,"
              + " linear-average, learned-average, ridge or mean-vector")
  List<String> arguments = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "the package's directory; for another format a file, or the directory for it")
  Path out = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "package|onnx|safetensors",
      defaultValue = "package",
      description =
          "a package, the ONNX graph alone, or the weights alone (default: ${DEFAULT-VALUE})")
  ExportFormat format = ExportFormat.PACKAGE;

  @Option(
      names = "--precision",
      paramLabel = "float32|float16|int8",
      defaultValue = "float32",
      description =
          "how the graph stores its matrices; what less than float32 costs is measured on the test"
              + " windows and stands on the card (default: ${DEFAULT-VALUE})")
  Precision precision = Precision.FLOAT32;

  @Option(
      names = "--recommended",
      paramLabel = "USE",
      description =
          "export what is recommended for vecrag, quick-baseline, strong-baseline,"
              + " maximum-capacity or production")
  @Nullable String use;

  @Mixin LimitOptions cost = new LimitOptions();

  @Option(
      names = {"--licence", "--license"},
      paramLabel = "ID",
      description = "licence of the model for its card, for example apache-2.0 (default: unknown)")
  @Nullable String licence;

  @Option(names = "--overwrite", description = "replace an export that is there")
  boolean overwrite;

  @Option(
      names = "--data",
      paramLabel = "DATASET",
      converter = DatasetPath.class,
      description = "the dataset of the training, where it has moved; or that of a baseline")
  @Nullable Path data;

  @Option(
      names = "--index",
      paramLabel = "INDEX",
      description =
          "put the re-ranker that `evaluate INDEX --model RUN` fitted for this run into the"
              + " package, as rerank.onnx")
  @Nullable Path index;

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "5",
      description = "a baseline without a run: vectors in a context (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 4096)
  int context = 5;

  @Mixin ShareOptions shares = new ShareOptions();
  @Mixin LeakOptions leaks = new LeakOptions();
  @Mixin SpeedOptions speed = new SpeedOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    ExportTarget target = new ExportTarget(out, format, overwrite, precision);
    Optional<String> baseline = baseline(arguments.getFirst());
    if (use == null && new GivenOptions(spec).hasAnyOf(new LimitOptions())) {
      throw new WrongUsage("limits choose among models: add --recommended, or leave them out");
    }
    if (use != null && baseline.isPresent()) {
      throw new WrongUsage(
          "`%s` is named already: leave out --recommended".formatted(baseline.get()));
    }
    if (index != null && (baseline.isPresent() || use != null || format != ExportFormat.PACKAGE)) {
      throw new WrongUsage(
          "--index is about the package of one run: name the run, and leave out --format,"
              + " --recommended and baselines, or --index");
    }
    boolean alone = baseline.isPresent() && arguments.size() == 1;
    requireEffect(alone);
    target.require();
    ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
    Exporting exporting =
        new Exporting(
            monitor,
            device.engine(),
            alone ? Optional.empty() : Optional.ofNullable(data),
            speed.settings(),
            leaks.policy(),
            Optional.ofNullable(licence));
    Exported exported =
        alone
            ? ofDataset(exporting, baseline.get(), monitor, target)
            : ofRuns(exporting, baseline, console, target);
    return Outcome.done(() -> text(exported), () -> json(exported));
  }

  @Override
  public String stopped() {
    return Command.stoppedInTests();
  }

  /** Options that are about a split without a run, or about runs. */
  private void requireEffect(boolean alone) {
    GivenOptions given = new GivenOptions(spec);
    if (format == ExportFormat.SAFETENSORS && precision != Precision.FLOAT32) {
      throw new WrongUsage(
          "--precision %s is about the graph, and `--format safetensors` writes the numbers alone: leave out one of them"
              .formatted(precision.key()));
    }
    if (format == ExportFormat.SAFETENSORS) {
      given.refuse(
          "has no effect on `--format safetensors`, which holds numbers alone",
          List.of("--licence"));
    }
    if (!alone) {
      given.refuse("has no effect beside a run, which brings its own split", List.of("--context"));
      given.refuseAllOf(
          new ShareOptions(), "has no effect beside a run, which brings its own split");
    }
    if (alone) {
      given.refuseAllOf(new LeakOptions(), "has no effect without a run");
    }
  }

  /** The baseline that a word names, unless something of that name is there. */
  private static Optional<String> baseline(String word) {
    String name = word.toLowerCase(Locale.ROOT).replace('-', ' ');
    return Files.exists(TypedPath.of(word))
        ? Optional.empty()
        : Baselines.names(1, 1).stream().filter(name::equals).findFirst();
  }

  private Exported ofDataset(
      Exporting exporting, String baseline, ConsoleMonitor monitor, ExportTarget target)
      throws IOException {
    requireUsable(baseline);
    if (data == null) {
      throw new WrongUsage(
          "`%s` is fitted on data: name a run whose split to take, or a dataset with --data"
              .formatted(baseline));
    }
    try (Dataset dataset = Dataset.open(data, monitor)) {
      Split split =
          Split.of(dataset, context, shares.fractions(), shares.seed, OptionalInt.empty());
      return exporting.baseline(baseline, dataset, split, target);
    }
  }

  private Exported ofRuns(
      Exporting exporting, Optional<String> baseline, Console console, ExportTarget target)
      throws IOException {
    List<Path> paths =
        arguments.stream().skip(baseline.isPresent() ? 1 : 0).map(TypedPath::of).toList();
    List<RunDirectory> runs =
        Entrants.find(paths, console::log)
            .requireRuns("it is exported already; name the run it was made from");
    if (baseline.isPresent()) {
      requireUsable(baseline.get());
      return exporting.baseline(baseline.get(), runs, target);
    }
    if (use != null) {
      return exporting.recommended(
          runs, RecommendCommand.useCase("--recommended", use), cost.limits(), cost.give, target);
    }
    if (runs.size() > 1) {
      throw new WrongUsage(
          "%d runs are there, and one model is exported: name one, or let --recommended choose"
              .formatted(runs.size()));
    }
    return exporting.network(runs.getFirst(), withReranker(runs.getFirst(), target));
  }

  private ExportTarget withReranker(RunDirectory run, ExportTarget target) throws IOException {
    if (index == null) {
      return target;
    }
    QuietLibraries.silence();
    return new ExportTarget(
        out, format, overwrite, precision, Optional.of(RerankerExport.of(index, run.path())));
  }

  private static void requireUsable(String baseline) {
    if (baseline.equals(RandomVector.NAME)) {
      throw new WrongUsage("`random` only shows what knowing nothing scores: export another");
    }
  }

  private static String text(Exported exported) {
    ModelFacts facts = exported.facts();
    Estimate cosine = facts.row().cosine();
    String beaten = facts.notBeaten().stream().map(Row::name).collect(Collectors.joining(", "));
    return "%s is in %s (%s)\n"
            .formatted(facts.name(), exported.path(), Figures.bytes(exported.bytes()))
        + "test cosine %s (%s)\n"
            .formatted(Figures.cosine(cosine.value()), Wording.interval(cosine))
        + (beaten.isEmpty() ? "" : "not shown to beat %s\n".formatted(beaten))
        + (exported.format() == ExportFormat.SAFETENSORS
            ? ""
            : facts
                .narrow()
                .map(cost -> String.join("\n", cost.sentences()) + "\n")
                .orElse(
                    "its predictions on ONNX Runtime are those of the model, in batches of 1, 3, 32"
                        + " and 128\n"));
  }

  private static ObjectNode json(Exported exported) {
    ModelFacts facts = exported.facts();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", "nextvec-export-1").put("name", facts.name());
    json.put("kind", facts.model().kind()).put("path", exported.path().toString());
    exported.files().forEach(file -> json.withArray("files").add(file.getFileName().toString()));
    json.put("bytes", exported.bytes());
    json.set("facts", facts.json());
    facts.notBeaten().forEach(row -> json.withArray("not_shown_to_beat").add(row.name()));
    json.withArray("not_shown_to_beat");
    return json;
  }
}
