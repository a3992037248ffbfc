package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.DiagnosisJson;
import dev.nextvec.internal.diagnose.Explanation;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.leak.LeakReport;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.report.DiagnosisReport;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.Diagnosing;
import dev.nextvec.internal.workflow.Entrants;
import dev.nextvec.internal.workflow.EvaluatedRun;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.RunLeaks;
import dev.nextvec.internal.workflow.RunTester;
import dev.nextvec.model.Predictor;
import dev.nextvec.run.RunInfo;
import dev.nextvec.workflow.LeakPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextvec explain}: where a model looks. */
@picocli.CommandLine.Command(
    name = "explain",
    description =
        "Shows which chunks of the context move a model's prediction, over the test windows and for"
            + " single ones with their text; for amn and amn-r also attention and residual. The"
            + " first call diagnoses the run and keeps the result with it.",
    sortOptions = false)
final class ExplainCommand implements Command {
  @Parameters(paramLabel = "RUN", description = "run directory")
  Path run = Path.of("");

  @Option(
      names = "--window",
      paramLabel = "N",
      description =
          "number of a window to explain; may be given several times (default: the test"
              + " window of median cosine)")
  @Bounds(from = 0, to = Integer.MAX_VALUE)
  List<Integer> windows = List.of();

  @Option(
      names = "--document",
      paramLabel = "ID",
      description = "explain a prediction in this document; needs --chunk")
  @Nullable String document;

  @Option(
      names = "--chunk",
      paramLabel = "K",
      description = "number of the predicted chunk in the document")
  @Bounds(from = 0, to = Integer.MAX_VALUE)
  @Nullable Long chunk;

  @Option(names = "--html", paramLabel = "FILE", description = "write the explanation as one page")
  @Nullable Path html;

  @Option(
      names = "--data",
      paramLabel = "DATASET",
      converter = DatasetPath.class,
      description = "the dataset, where it is not where it was in training")
  @Nullable Path data;

  @Mixin NearOption near = new NearOption();
  @Mixin DeviceOptions device = new DeviceOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    if ((document == null) != (chunk == null)) {
      throw new WrongUsage("--document and --chunk name one prediction together");
    }
    if (html != null) {
      ReportFile.requirePlace(html);
    }
    RunDirectory directory = single();
    LazyEngine engine = device.engine();
    RunTester tests =
        new RunTester(
            new ConsoleMonitor(console, stop),
            engine,
            Optional.ofNullable(data),
            new SpeedOptions().network());
    try (Dataset dataset = tests.dataset(directory);
        Diagnosing diagnosing = new Diagnosing(new ConsoleMonitor(console, stop), engine, tests)) {
      tests.announce(directory);
      Passed passed =
          new RunLeaks(
                  new ConsoleMonitor(console, stop),
                  new LeakPolicy(true, LeakReport.TOLERANCE, near.cosine()),
                  tests)
              .pass(directory);
      Explained found =
          directory.read(info -> explained(directory, info, engine, dataset, diagnosing));
      List<String> notes = new ArrayList<>(passed.marks());
      notes.addAll(passed.notes());
      notes.addAll(found.notes());
      return outcome(console, dataset.path(), found.diagnosis(), found.explanations(), notes);
    }
  }

  @Override
  public String stopped() {
    return Command.stoppedInTests();
  }

  /** All of it of the weights of one epoch, though a training may go on. */
  private record Explained(
      Diagnosis diagnosis, List<Explanation> explanations, List<String> notes) {}

  private Explained explained(
      RunDirectory directory,
      RunInfo info,
      LazyEngine engine,
      Dataset dataset,
      Diagnosing diagnosing)
      throws IOException {
    RunEvaluation.requireSame(directory, info, dataset);
    Windows all = dataset.windows(info.architecture().contextLength());
    List<Integer> asked = asked(all);
    try (Predictor model = directory.load(engine.get(), info)) { // before what takes long
      Diagnosis diagnosis = diagnosing.diagnose(directory, info, false);
      if (asked.isEmpty()) {
        asked.add(diagnosis.errors().typical().window());
      }
      List<Explanation> explanations = new ArrayList<>();
      for (int window : asked) {
        explanations.add(Explanation.of(model, all, window, dataset.texts()));
      }
      return new Explained(diagnosis, explanations, EvaluatedRun.notes(directory, info));
    }
  }

  private Outcome outcome(
      Console console,
      Path dataset,
      Diagnosis diagnosis,
      List<Explanation> explanations,
      List<String> notes) {
    List<ReportFile> page =
        html == null
            ? List.of()
            : List.of(
                new ReportFile(
                    html,
                    DiagnosisReport.html(
                        RunNames.ofDataset(dataset), diagnosis, explanations, notes)));
    return Outcome.done(
            () ->
                DiagnosisReport.text(
                    diagnosis, explanations, notes, console.outColumns(), console.outHasColours()),
            () -> json(diagnosis, explanations, notes))
        .with(page);
  }

  private RunDirectory single() throws IOException {
    List<RunDirectory> found =
        Entrants.find(List.of(run), line -> {})
            .requireRuns("explain looks into a run; name the one it was made from");
    if (found.size() > 1) {
      throw new WrongUsage(run + " holds " + found.size() + " runs: name the one to explain");
    }
    return found.get(0);
  }

  private List<Integer> asked(Windows all) {
    List<Integer> asked = new ArrayList<>(windows);
    for (int window : asked) {
      if (window < 0 || window >= all.size()) {
        throw new WrongUsage(
            "`--window` must be from 0 to %d but was %d".formatted(all.size() - 1, window));
      }
    }
    if (document != null && chunk != null) {
      asked.add(window(all, document, chunk));
    }
    return asked;
  }

  private static int window(Windows all, String id, long chunk) {
    int n = all.contextLength();
    for (int d = 0; d < all.documents().size(); d++) {
      Document document = all.documents().get(d);
      if (document.id().equals(id)) {
        if (chunk < n || chunk >= document.count()) {
          throw new WrongUsage(
              "`--chunk` of document `%s` must be from %d to %d but was %d: %s come before the first prediction"
                  .formatted(id, n, document.count() - 1, chunk, n + " chunks"));
        }
        return all.firstWindow(d) + (int) (chunk - n);
      }
    }
    throw new WrongUsage("the dataset has no document `" + id + "`");
  }

  private static ObjectNode json(
      Diagnosis diagnosis, List<Explanation> explanations, List<String> notes) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    notes.forEach(json.putArray("warnings")::add);
    json.set("diagnosis", DiagnosisJson.write(diagnosis));
    ArrayNode windows = json.putArray("windows");
    explanations.forEach(each -> windows.add(DiagnosisJson.write(each)));
    return json;
  }
}
