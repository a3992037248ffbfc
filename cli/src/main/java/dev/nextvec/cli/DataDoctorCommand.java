package dev.nextvec.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.internal.examine.DatasetView;
import dev.nextvec.internal.examine.Doctor;
import dev.nextvec.internal.examine.Examination;
import dev.nextvec.internal.examine.Level;
import dev.nextvec.internal.report.DiagnosisPage;
import dev.nextvec.internal.report.DiagnosisText;
import dev.nextvec.internal.report.ExaminationJson;
import dev.nextvec.internal.text.InstalledEncoder;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.WorkerLook;
import dev.nextvec.internal.workflow.WorkersSite;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextvec data doctor}: what is wrong with a dataset, and what it can give. */
@picocli.CommandLine.Command(
    name = "doctor",
    description =
        "Examines a dataset before any training: faulty vectors, copies within and across the"
            + " split, the order of chunks, what can be learned, and whether the split can be"
            + " trusted. On an Apache Spark it looks at each worker, too."
            + " Exit code 1 when it finds an error.",
    sortOptions = false)
final class DataDoctorCommand implements Command {
  @Parameters(paramLabel = "DATASET", converter = DatasetPath.class, description = DatasetPath.WHAT)
  Path data = Path.of("");

  @Mixin ContextOption context = new ContextOption();

  @Mixin ShareOptions shares = new ShareOptions();

  @Mixin NearOption near = new NearOption();

  @Option(names = "--strict", description = "exit code 1 also when it finds a warning")
  boolean strict;

  @Option(names = "--html", paramLabel = "FILE", description = "write the report as one page")
  @Nullable Path html;

  @Mixin DeviceOptions device = new DeviceOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    if (html != null) {
      ReportFile.requirePlace(html);
    }
    LazyEngine engine = device.engine();
    int threads = device.threads == 0 ? Runtime.getRuntime().availableProcessors() : device.threads;
    Doctor.Options options =
        new Doctor.Options(context.length, shares.seed, shares.fractions(), near.cosine(), threads);
    try (Dataset dataset = Dataset.open(data, new ConsoleMonitor(console, stop));
        Works works = new Works(console, stop)) {
      Optional<WorkerTable> workers = workers(dataset, new ConsoleMonitor(console, stop));
      Examination diagnosis =
          Doctor.examine(
              DatasetView.of(dataset), options, engine, new InstalledEncoder(threads), works);
      List<ReportFile> page =
          html == null ? List.of() : List.of(new ReportFile(html, DiagnosisPage.of(diagnosis)));
      return new Outcome(
          exit(diagnosis, workers),
          () -> text(diagnosis, workers, console),
          () -> json(diagnosis, workers),
          page);
    }
  }

  /** Those of the cluster that this was submitted to, if it was. */
  private Optional<WorkerTable> workers(Dataset dataset, Monitor monitor) throws IOException {
    Optional<WorkersSite> site = WorkersSite.find();
    return site.isPresent()
        ? Optional.of(
            new WorkerTable(site.get().look(WorkerLook.of(dataset, device.device), monitor)))
        : Optional.empty();
  }

  private static String text(
      Examination diagnosis, Optional<WorkerTable> workers, Console console) {
    String examined = DiagnosisText.of(diagnosis, console.outColumns(), console.outHasColours());
    return workers.map(table -> examined + "\n" + table.text()).orElse(examined);
  }

  private static JsonNode json(Examination diagnosis, Optional<WorkerTable> workers) {
    ObjectNode json = ExaminationJson.node(diagnosis);
    workers.ifPresent(table -> json.set("workers", table.json()));
    return json;
  }

  private int exit(Examination diagnosis, Optional<WorkerTable> workers) {
    boolean failed =
        diagnosis.count(Level.ERROR) > 0
            || workers.map(WorkerTable::hasFaults).orElse(false)
            || (strict && diagnosis.count(Level.WARNING) > 0);
    return failed ? Invocation.FAILED : 0;
  }

  /** One progress bar after the other. */
  private static final class Works implements Doctor.ExaminationWatcher, AutoCloseable {
    private final Console console;
    private final StopSignal stop;
    private final List<Monitor.Work> open = new ArrayList<>();

    Works(Console console, StopSignal stop) {
      this.console = console;
      this.stop = stop;
    }

    @Override
    public Progress begin(String name) {
      close();
      Monitor.Work work = new ConsoleMonitor(console, stop).begin(name, "");
      open.add(work);
      return work;
    }

    @Override
    public void close() {
      open.forEach(Monitor.Work::close);
      open.clear();
    }
  }
}
