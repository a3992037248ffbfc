package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetImport;
import dev.nextvec.data.ImportOptions;
import dev.nextvec.data.ImportReport;
import dev.nextvec.progress.Monitor;
import dev.nextvec.vector.VectorType;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextvec data import}: from vectors made elsewhere to a dataset. */
@picocli.CommandLine.Command(
    name = "import",
    description =
        "Makes a dataset of vectors that exist already: an .npz of windows, an .npy of chunks"
            + " (with documents.jsonl and chunks.jsonl, their texts, where these stand beside it),"
            + " or another dataset directory.",
    sortOptions = false)
final class DataImportCommand implements Command {
  @Parameters(paramLabel = "SOURCE", description = ".npz, .npy or dataset directory")
  Path source = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "dataset directory to make")
  Path out = Path.of("");

  @Option(
      names = "--documents",
      paramLabel = "FILE",
      description = "document table of an .npy (default: documents.jsonl beside it)")
  @Nullable Path documents;

  @Option(
      names = "--dtype",
      paramLabel = "float32|float16",
      description = "how vectors are stored (default: as they come, float64 as float32)")
  @Nullable VectorType type;

  @Option(names = "--normalise", description = "scale every vector to length 1")
  boolean normalise;

  @Option(
      names = "--dimension",
      paramLabel = "N",
      description = "refuse vectors of another dimension (default: any)")
  @Bounds(from = 1, to = Bounds.MOST)
  @Nullable Integer dimension;

  @Mixin ContextOption context = new ContextOption();

  @Option(
      names = "--partial",
      description = "leave out vectors that belong to no document, instead of refusing them")
  boolean partial;

  @Mixin CopyOptions copies = new CopyOptions();

  @Option(names = "--overwrite", description = "replace a dataset that is there")
  boolean overwrite;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    ImportOptions options =
        new ImportOptions(
            Optional.ofNullable(type),
            normalise,
            dimension == null ? OptionalInt.empty() : OptionalInt.of(dimension),
            context.length,
            Optional.ofNullable(documents),
            partial,
            copies.grouped,
            overwrite);
    ImportReport report;
    try (Monitor.Work work = new ConsoleMonitor(console, stop).begin("import", "rows")) {
      report = DatasetImport.run(source, out, options, work);
    }
    report.warnings().forEach(warning -> console.log("warning: " + warning));
    // Without the user's wish to stop: what is there now is whole.
    try (Dataset dataset = Dataset.open(out)) {
      DatasetFacts facts = DatasetFacts.of(dataset, context.length);
      return Outcome.done(facts::text, () -> json(facts, report));
    }
  }

  private static ObjectNode json(DatasetFacts facts, ImportReport report) {
    ObjectNode json = facts.json();
    ImportReport.LeftOut leftOut = report.leftOut();
    ObjectNode left = json.putObject("left_out").put("rows", leftOut.rows());
    leftOut.emptyDocuments().forEach(left.putArray("empty_documents")::add);
    leftOut.arrays().forEach(left.putArray("arrays")::add);
    json.put("documents_without_window", leftOut.shortDocuments());
    DatasetFacts.warnings(json.putArray("warnings"), report.warnings());
    return json;
  }
}
