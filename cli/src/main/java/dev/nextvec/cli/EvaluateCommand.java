package dev.nextvec.cli;

import dev.nextvec.compare.Comparison;
import dev.nextvec.data.Dataset;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.report.JsonReport;
import dev.nextvec.internal.report.TerminalReport;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.ComparingElsewhere;
import dev.nextvec.internal.workflow.Diagnosing;
import dev.nextvec.internal.workflow.Entrants;
import dev.nextvec.internal.workflow.Evaluated;
import dev.nextvec.internal.workflow.Evaluating;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.NarrowPredictions;
import dev.nextvec.internal.workflow.RunTester;
import dev.nextvec.internal.workflow.SavedPredictions;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.report.Report;
import dev.nextvec.stats.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nextvec evaluate}: the test of a run, a model package or an index. */
@picocli.CommandLine.Command(
    name = "evaluate",
    description =
        "Measures runs and model packages on the test documents of their own split: cosine, MSE,"
            + " Top-K, speed and cost; or on all of another dataset. Of an index, it measures how"
            + " well each strategy of `retrieve` finds the true next chunk. What was measured is"
            + " kept with the run, or the index.",
    sortOptions = false)
final class EvaluateCommand implements Command {
  @Parameters(
      paramLabel = "RUN|MODEL|INDEX",
      arity = "1..*",
      description =
          "run directory, a directory of run directories, or a model package; or one index")
  List<Path> paths = List.of();

  @Option(
      names = "--data",
      paramLabel = "DATASET",
      converter = DatasetPath.class,
      description =
          "test on this dataset instead: all of it, out of domain, beside the figures in domain"
              + " and every baseline; or the dataset of the training, where it has moved")
  @Nullable Path data;

  @Option(names = "--again", description = "measure again although a result is there")
  boolean again;

  @Option(
      names = "--diagnose",
      description =
          "also find out why: direction, order, rollout, and where the errors are; kept with the"
              + " run")
  boolean diagnose;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write the diagnosis as one page; needs --diagnose")
  @Nullable Path html;

  @Option(
      names = "--save-predictions",
      paramLabel = "DIR|FILE.npy",
      description =
          "also write what each run predicts for its test windows, as `compare --predictions` takes"
              + " it: into a folder, or a file for one run")
  @Nullable Path predictions;

  @Option(
      names = "--precision",
      paramLabel = "float32|bfloat16",
      defaultValue = "float32",
      description =
          "with bfloat16, also measure on the validation windows of each run what it costs to"
              + " predict in it, and on this machine what it gains; all other figures, and what is"
              + " kept, are of float32 (default: ${DEFAULT-VALUE})")
  PredictionPrecision precision = PredictionPrecision.FLOAT32;

  @Mixin IndexTestOptions ofIndex = new IndexTestOptions();
  @Mixin LeakOptions leaks = new LeakOptions();
  @Mixin SpeedOptions speed = new SpeedOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    if (isNarrow() && (diagnose || predictions != null)) {
      throw new WrongUsage(
          "--diagnose and --save-predictions are of predictions in float32: leave out --precision,"
              + " or them");
    }
    if (html != null && !diagnose) {
      throw new WrongUsage("--html shows a diagnosis: add --diagnose");
    }
    if (html != null) {
      ReportFile.requirePlace(html);
    }
    LazyEngine engine = device.engine();
    if (ofIndex.isMeant(paths, new GivenOptions(spec))) {
      return ofIndex(engine, console, stop);
    }
    try (RankingEngine ranking = RankingEngine.of(engine, new ConsoleMonitor(console, stop))) {
      return ofRuns(ranking, console, stop);
    }
  }

  @Override
  public String stopped() {
    return again || paths.stream().anyMatch(IndexManifest::isIn)
        ? Command.super.stopped()
        : Command.stoppedInTests();
  }

  private Outcome ofIndex(LazyEngine engine, Console console, StopSignal stop) throws IOException {
    if (diagnose || predictions != null || isNarrow()) {
      throw new WrongUsage(
          "--diagnose, --save-predictions and --precision are about runs: leave them out");
    }
    new GivenOptions(spec)
        .refuseAllOf(new SpeedOptions(), "has no effect on an index, whose searches are timed");
    return ofIndex.test(
        paths, Optional.ofNullable(data), leaks.policy(), again, engine, console, stop);
  }

  private Outcome ofRuns(Supplier<Engine> engine, Console console, StopSignal stop)
      throws IOException {
    Entrants found = Entrants.find(paths, console::log, IndexTestOptions.WHAT);
    List<RunDirectory> directories = lookedInto(found);
    requirePredictionPlaces(directories);
    Optional<Comparison> elsewhere = elsewhere(found, console, stop, engine);
    if (elsewhere.isPresent()) {
      Report report = Report.of(elsewhere.get());
      return Outcome.done(
          () -> TerminalReport.of(report, console.outColumns(), console.outHasColours()),
          () -> JsonReport.node(report));
    }
    Evaluating evaluating =
        new Evaluating(
            new ConsoleMonitor(console, stop),
            engine,
            Optional.ofNullable(data),
            speed.network(),
            leaks.policy());
    RunTester tests = evaluating.runs();
    List<NarrowPredictions.Measured> narrow = narrow(directories, console, stop, engine, tests);
    List<Evaluated> tested = evaluating.test(found, again);
    if (html != null) {
      RunFindings.requireSameRows(tested);
    }
    List<Diagnosis> diagnoses =
        diagnose ? diagnoses(directories, console, stop, engine, tests) : List.of();
    List<Path> saved = save(directories, console, stop, engine, tests);
    RunFindings findings = new RunFindings(tested, narrow, diagnoses, saved);
    List<ReportFile> page =
        html == null ? List.of() : List.of(new ReportFile(html, findings.page()));
    return Outcome.done(() -> findings.text(console), findings::json).with(page);
  }

  private boolean isNarrow() {
    return precision != PredictionPrecision.FLOAT32;
  }

  /** What another precision costs each run and gains it; empty where none was asked for. */
  private List<NarrowPredictions.Measured> narrow(
      List<RunDirectory> directories,
      Console console,
      StopSignal stop,
      Supplier<Engine> engine,
      RunTester tests)
      throws IOException {
    List<NarrowPredictions.Measured> measured = new ArrayList<>();
    if (isNarrow()) {
      NarrowPredictions measuring =
          new NarrowPredictions(
              new ConsoleMonitor(console, stop), engine, tests, speed.network(), precision);
      for (RunDirectory run : directories) {
        measured.add(measuring.of(run));
      }
    }
    return measured;
  }

  /** The runs, which alone can be diagnosed and save their predictions. */
  private List<RunDirectory> lookedInto(Entrants found) {
    Optional<String> forRuns =
        isNarrow()
            ? Optional.of("--precision")
            : diagnose
                ? Optional.of("--diagnose")
                : Optional.ofNullable(predictions).map(place -> "--save-predictions");
    return forRuns.isEmpty()
        ? found.runs()
        : WrongUsage.unless(
            () ->
                found.requireRuns(
                    "%s is for runs: leave out one of them".formatted(forRuns.get())));
  }

  /** The table on data that none of the runs learned from, if {@code --data} names such. */
  private Optional<Comparison> elsewhere(
      Entrants found, Console console, StopSignal stop, Supplier<Engine> engine)
      throws IOException {
    if (data == null) {
      return Optional.empty();
    }
    try (Dataset other = Dataset.open(data, new ConsoleMonitor(console, stop))) {
      if (!ComparingElsewhere.isElsewhere(other, found)) {
        return Optional.empty();
      }
      if (predictions != null) {
        throw new WrongUsage(
            "`%s` is not the data of the training, and --save-predictions saves those for that: leave out one of them"
                .formatted(data));
      }
      if (isNarrow()) {
        throw new WrongUsage(
            "`%s` is not the data of the training, and --precision measures on that: leave out one of them"
                .formatted(data));
      }
      if (diagnose) {
        throw new WrongUsage(
            "`%s` is not the data of the training, and --diagnose looks only at that: leave out one of them"
                .formatted(data));
      }
      return Optional.of(
          new ComparingElsewhere(
                  new ConsoleMonitor(console, stop),
                  engine,
                  speed.settings(),
                  leaks.policy(),
                  other)
              .compare(found, again, Verdict.MARGIN));
    }
  }

  private void requirePredictionPlaces(List<RunDirectory> found) throws IOException {
    if (predictions == null) {
      return;
    }
    if (SavedPredictions.isFile(predictions) && found.size() > 1) {
      throw new WrongUsage(
          "--save-predictions names the file `%s` for %d runs: name a folder"
              .formatted(predictions, found.size()));
    }
    List<Path> places = new ArrayList<>(SavedPredictions.files(predictions, found));
    if (html != null) {
      places.add(html);
    }
    ReportFile.requirePlaces(places);
  }

  /** Where the predictions of each run are; empty where none were asked for. */
  private List<Path> save(
      List<RunDirectory> found,
      Console console,
      StopSignal stop,
      Supplier<Engine> engine,
      RunTester tests)
      throws IOException {
    if (predictions == null) {
      return List.of();
    }
    List<Path> places = SavedPredictions.places(predictions, found);
    for (int i = 0; i < places.size(); i++) {
      try (Dataset dataset = tests.dataset(found.get(i))) {
        SavedPredictions.write(
            found.get(i), dataset, engine.get(), places.get(i), new ConsoleMonitor(console, stop));
      }
    }
    return places;
  }

  private List<Diagnosis> diagnoses(
      List<RunDirectory> directories,
      Console console,
      StopSignal stop,
      Supplier<Engine> engine,
      RunTester tests)
      throws IOException {
    List<Diagnosis> diagnoses = new ArrayList<>();
    try (Diagnosing diagnosing = new Diagnosing(new ConsoleMonitor(console, stop), engine, tests)) {
      for (RunDirectory run : directories) {
        diagnoses.add(diagnosing.diagnose(run, again));
      }
    }
    return diagnoses;
  }
}
