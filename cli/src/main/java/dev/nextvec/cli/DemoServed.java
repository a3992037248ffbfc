package dev.nextvec.cli;

import dev.nextvec.internal.onnx.Precision;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.retrieval.IndexSettings;
import dev.nextvec.internal.retrieval.IndexSettings.Quantisation;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.Entrants;
import dev.nextvec.internal.workflow.ExportTarget;
import dev.nextvec.internal.workflow.ExportTarget.ExportFormat;
import dev.nextvec.internal.workflow.Exporting;
import dev.nextvec.internal.workflow.Indexing;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.recommend.Recommender;
import dev.nextvec.serve.ServeSettings.Source;
import dev.nextvec.workflow.SpeedSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What `demo` made, as a service needs it: a package of the model that is recommended for
 * retrieval, and an index of the manual. Both are made once, beside what the demo made.
 */
record DemoServed(Console console, StopSignal stop) {
  private static final Path DEMO = Path.of("nextvec-demo");

  List<Source> sources() throws Exception {
    Path data = DEMO.resolve("tomcat-" + TomcatManual.VERSION);
    Path runs = DEMO.resolve("runs");
    if (!Files.isDirectory(data) || !Files.isDirectory(runs)) {
      throw new WrongUsage(
          "name a model or an index to serve; or run `demo` in this folder first, and then `serve`"
              + " serves what that made");
    }
    Path model = DEMO.resolve("recommended.model");
    Path index = DEMO.resolve("manual.index");
    if (!Files.isDirectory(model)) {
      export(runs, model);
    }
    if (!IndexManifest.isIn(index)) {
      index(data, model, index);
    }
    return List.of(Source.of(model), Source.of(index));
  }

  private void export(Path runs, Path model) throws IOException {
    console.log("making a package of the model that is recommended for retrieval: " + model);
    ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
    new Exporting(
            monitor,
            new LazyEngine(Device.CPU, 1),
            Optional.empty(),
            SpeedSettings.BRIEF,
            new LeakOptions().policy(),
            Optional.empty())
        .recommended(
            Entrants.find(List.of(runs), console::log).requireRuns("it is a package"),
            RecommendCommand.useCase("--recommended", "vecrag"),
            new LimitOptions().limits(),
            Recommender.GIVE,
            new ExportTarget(model, ExportFormat.PACKAGE, false, Precision.FLOAT32));
  }

  private void index(Path data, Path model, Path index) throws IOException {
    console.log("making an index of the manual: " + index);
    new Indexing(
            Optional.of(model),
            5,
            Optional.empty(),
            IndexSettings.M,
            IndexSettings.EF_CONSTRUCTION,
            Quantisation.NONE,
            new ConsoleMonitor(console, stop))
        .write(data, index, false);
  }
}
