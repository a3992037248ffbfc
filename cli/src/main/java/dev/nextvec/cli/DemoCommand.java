package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.compare.Figures;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.report.HtmlReport;
import dev.nextvec.internal.report.JsonReport;
import dev.nextvec.internal.report.MarkdownReport;
import dev.nextvec.internal.report.TerminalReport;
import dev.nextvec.internal.retrieval.IndexSettings;
import dev.nextvec.internal.retrieval.IndexSettings.Quantisation;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.Comparing;
import dev.nextvec.internal.workflow.Diagnosing;
import dev.nextvec.internal.workflow.Entrants;
import dev.nextvec.internal.workflow.Indexing;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.RunTester;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.internal.workflow.Trainings;
import dev.nextvec.report.Report;
import dev.nextvec.retrieval.Context;
import dev.nextvec.run.Goal;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.stats.Verdict;
import dev.nextvec.text.Chunker;
import dev.nextvec.text.Corpus;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.EncodeJob;
import dev.nextvec.text.Encoder;
import dev.nextvec.workflow.LeakPolicy;
import dev.nextvec.workflow.SpeedSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** {@code nextvec demo}: from a manual to a comparison of everything, without a question. */
@picocli.CommandLine.Command(
    name = "demo",
    description = {
      "Fetches the Apache Tomcat manual from a Maven repository, turns it into vectors, trains six"
          + " networks (five architectures, amn-r for both goals), compares them with every"
          + " baseline, and shows what each way of searching the manual finds next. Takes a few"
          + " minutes; the same command again goes on where it stopped, and does nothing twice.",
      ""
    },
    sortOptions = false)
final class DemoCommand implements Command {
  /** Two trainings on one thread each use two processors better than one on two. */
  private static final int MOST_JOBS = 4;

  /** Epochs without gain after which a training ends: so little text is soon known by heart. */
  static final int EARLY_STOP = 3;

  /**
   * Hold back twenty documents of this manual for each part, the fewest from which the examination
   * says whether a split can be trusted.
   */
  static final SplitFractions SHARES = new SplitFractions(0.33, 0.33);

  /** The first seed whose parts the examination, which trains nothing, does not tell apart. */
  static final long SPLIT_SEED = 1;

  /** Where everything is made unless told otherwise. */
  static final String DIRECTORY = "nextvec-demo";

  /** What is trained to find the next chunk. */
  private static final Trainable RETRIEVING =
      ModelType.EVERYTHING.each().stream().filter(Trainable::retrieves).findFirst().orElseThrow();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = DIRECTORY,
      description = "directory for everything (default: ${DEFAULT-VALUE})")
  Path directory = Path.of(DIRECTORY);

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    long began = System.nanoTime();
    Path data = directory.resolve("tomcat-" + TomcatManual.VERSION);
    encode(data, console, stop);
    LazyEngine engine = new LazyEngine(Device.CPU, 1);
    List<RunDirectory> runs = train(data, engine, console, stop);
    Path index = index(directory);
    Path retrieving = retrieving(directory);
    index(data, index, retrieving, console, stop);
    console.log("5/5  Compare with the baselines, all on the same test rows");
    Comparison comparison = compare(data, index, runs, engine, console, stop);
    Report report = Report.of(comparison);
    Path page = directory.resolve("comparison.html");
    AtomicFile.writeString(page, page(report, data, runs, engine, console, stop));
    AtomicFile.writeString(directory.resolve("comparison.md"), MarkdownReport.of(report));
    AtomicFile.writeString(directory.resolve("comparison.json"), JsonReport.of(report));
    DemoRetrieval example = example(data, index, retrieving, comparison, console, stop);
    DemoNextSteps next = nextSteps(data, comparison, runs, example.place());
    double seconds = (System.nanoTime() - began) / 1e9;
    return Outcome.done(
        () -> text(report, example, page, seconds, console) + next.text(),
        () -> json(report, example, page, seconds));
  }

  @Override
  public String stopped() {
    return "stopped; what is done is kept: run the same command again to continue";
  }

  /** The index of the manual in the folder of a demonstration. */
  static Path index(Path demo) {
    return demo.resolve("manual.index");
  }

  /** The run that the index is made for: the one that was trained to retrieve. */
  static Path retrieving(Path demo) {
    return demo.resolve("runs").resolve(RETRIEVING.name());
  }

  private static Comparison compare(
      Path data,
      Path index,
      List<RunDirectory> runs,
      LazyEngine engine,
      Console console,
      StopSignal stop)
      throws IOException {
    LeakPolicy leaks = new LeakOptions().policy();
    Comparing comparing =
        new Comparing(
            new ConsoleMonitor(console, stop),
            engine,
            Optional.of(data),
            SpeedSettings.BRIEF,
            leaks);
    CorpusSearch search = comparing.search(Entrants.of(runs), index, leaks);
    return comparing.compare(runs, Verdict.MARGIN).withSearch(search);
  }

  private static String page(
      Report report,
      Path data,
      List<RunDirectory> runs,
      LazyEngine engine,
      Console console,
      StopSignal stop)
      throws IOException {
    ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
    SpeedProbe speed = SpeedProbe.ofNetworks(SpeedSettings.BRIEF.seconds());
    RunTester tests = new RunTester(monitor, engine, Optional.of(data), speed);
    try (Diagnosing diagnosing = new Diagnosing(monitor, engine, tests)) {
      List<Diagnosis> why = diagnosing.rows(report.comparison(), Entrants.of(runs), true);
      return HtmlReport.of(report, why);
    }
  }

  private static DemoRetrieval example(
      Path data, Path index, Path model, Comparison comparison, Console console, StopSignal stop)
      throws IOException {
    String highest = comparison.search().orElseThrow().highest().name();
    ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
    try (Dataset dataset = Dataset.open(data.toAbsolutePath().normalize())) {
      return DemoRetrieval.of(dataset, split(dataset), index, model, highest, monitor);
    }
  }

  private void index(Path data, Path index, Path model, Console console, StopSignal stop)
      throws IOException {
    QuietLibraries.silence();
    Indexing indexing =
        new Indexing(
            Optional.of(model),
            new ContextOption().length,
            Optional.empty(),
            IndexSettings.M,
            IndexSettings.EF_CONSTRUCTION,
            Quantisation.NONE,
            new ConsoleMonitor(console, stop));
    if (indexing.isCurrent(data, index)) {
      console.log("4/5  Its index is here already: " + index);
      return;
    }
    console.log("4/5  Index the manual, to find what comes next");
    indexing.write(data, index, true);
  }

  private DemoNextSteps nextSteps(
      Path data, Comparison comparison, List<RunDirectory> runs, Context.Place place) {
    String first = comparison.networks().getFirst().run().name();
    Path best =
        runs.stream()
            .filter(run -> run.name().equals(first))
            .findFirst()
            .orElse(runs.getFirst())
            .path();
    return new DemoNextSteps(
        data, directory.resolve("runs"), best, index(directory), place, directory.resolve("seeds"));
  }

  private void encode(Path data, Console console, StopSignal stop) throws Exception {
    if (Files.exists(data.resolve("dataset.json"))) {
      requireOwn(data);
      console.log("1/5  The manual is here already: " + directory.resolve("manual"));
      console.log("2/5  Its vectors too: " + data);
      return;
    }
    console.log("1/5  Fetch the manual of Apache Tomcat " + TomcatManual.VERSION);
    Path manual = directory.resolve("manual");
    TomcatManual.unpack(manual, stop);
    console.log("2/5  Turn its pages into vectors with " + DefaultEncoder.NAME);
    EncodeJob job = EncodeJob.of(List.of(manual.toString()), data).withGroupCopies(true);
    Corpus corpus = DataEncodeCommand.corpus(job, console, stop);
    int threads = Runtime.getRuntime().availableProcessors();
    try (Encoder encoder = DefaultEncoder.open(threads)) {
      DataEncodeCommand.run(job, corpus, encoder, console, stop);
    }
  }

  private List<RunDirectory> train(Path data, LazyEngine engine, Console console, StopSignal stop)
      throws Exception {
    console.log("3/5  Train everything: five architectures, one of them for both goals");
    ArchitectureOptions sizes = new ArchitectureOptions();
    List<TrainingTask> tasks = new ArrayList<>();
    try (Dataset dataset = Dataset.open(data.toAbsolutePath().normalize())) {
      TrainingSession.sayWhatIsLeftOut(dataset, console);
      for (Trainable each : ModelType.EVERYTHING.each()) {
        Path path = directory.resolve("runs").resolve(each.name());
        TrainingConfig config = each.config(settings(), () -> Goal.Retrieval.STANDARD);
        tasks.add(
            new TrainingTask(
                each.name(), sizes.of(each.type(), dataset.dimension()), config, path));
      }
      Split split = split(dataset);
      for (TrainingTask task : tasks) {
        requireOwn(task.run(), split);
      }
      int jobs = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_JOBS);
      new Trainings(dataset, split, engine::trainer, Duration.ofMinutes(1), jobs)
          .run(tasks, new ConsoleMonitor(console, stop), TrainingBoard.on(console));
    }
    return tasks.stream().map(TrainingTask::run).toList();
  }

  private static Split split(Dataset dataset) {
    int context = new ArchitectureOptions().context.length;
    return Split.of(dataset, context, SHARES, SPLIT_SEED, OptionalInt.empty());
  }

  /** What another version of the demo left is not gone on with: its texts were cut otherwise. */
  private void requireOwn(Path data) throws IOException {
    try (Dataset dataset = Dataset.open(data.toAbsolutePath().normalize())) {
      Optional<OptionalInt> cutting = dataset.encoder().map(EncoderFingerprint::cutting);
      requireOwn(cutting.equals(Optional.of(OptionalInt.of(Chunker.RULES))));
    }
  }

  /** Or it was split otherwise. */
  private void requireOwn(RunDirectory run, Split split) throws IOException {
    requireOwn(!run.exists() || run.info().provenance().splitSha256().equals(split.sha256()));
  }

  private void requireOwn(boolean own) {
    if (!own) {
      throw new IllegalArgumentException(
          "%s holds the demo of another version of Nextvec: remove it, or name another directory with `--dir`"
              .formatted(directory));
    }
  }

  /** The specification's, but for so little data an end where nothing more is learned. */
  private static TrainingConfig settings() {
    return TrainingConfig.defaults().withEarlyStop(EARLY_STOP);
  }

  private static String text(
      Report report, DemoRetrieval example, Path page, double seconds, Console console) {
    return TerminalReport.of(report, console.outColumns(), console.outHasColours())
        + example.text()
        + "\nDone in %s. The report, with pictures: %s%n"
            .formatted(Figures.duration(seconds), page.toAbsolutePath().normalize());
  }

  private static ObjectNode json(Report report, DemoRetrieval example, Path page, double seconds) {
    ObjectNode json = JsonReport.node(report);
    json.set("retrieval_example", example.json());
    json.put("report", page.toAbsolutePath().normalize().toString());
    return json.put("seconds", seconds);
  }
}
