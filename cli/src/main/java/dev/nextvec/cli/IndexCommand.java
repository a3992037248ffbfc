package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.internal.retrieval.IndexCheck;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.retrieval.IndexSettings;
import dev.nextvec.internal.retrieval.IndexSettings.Quantisation;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.internal.retrieval.IndexWriting.Updated;
import dev.nextvec.internal.workflow.Indexing;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nextvec index}: makes a corpus searchable for what comes next. */
@picocli.CommandLine.Command(
    name = "index",
    description = {
      "Indexes the chunks of a dataset, by vector and by word, so that `retrieve` finds what comes"
          + " next. What the index finds of what it should find is measured at once.",
      ""
    },
    sortOptions = false)
final class IndexCommand implements Command {
  private static final List<String> GRAPH = List.of("--m", "--ef-construction");
  private static final List<String> SETTINGS = List.of("--type", "--context", "--quantize");

  @Parameters(paramLabel = "DATASET", converter = DatasetPath.class, description = DatasetPath.WHAT)
  Path data = Path.of("");

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "folder to write")
  Path out = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "PACKAGE|RUN",
      description = "the model that will predict: recorded with its hash, and measured with")
  @Nullable Path model;

  @Mixin ContextOption context = new ContextOption();

  @Option(
      names = "--type",
      paramLabel = "exact|hnsw",
      description =
          "compare every vector, or walk a graph (default: exact up to 20,000 chunks, which takes"
              + " about 10 ms a search, unless something is said of the graph)")
  @Nullable SearchType type;

  @Option(
      names = "--m",
      paramLabel = "N",
      defaultValue = "" + IndexSettings.M,
      description = "hnsw: neighbours of a node (default: ${DEFAULT-VALUE})")
  @Bounds(from = 2, to = IndexSettings.MOST_M)
  int m = IndexSettings.M;

  @Option(
      names = "--ef-construction",
      paramLabel = "N",
      defaultValue = "" + IndexSettings.EF_CONSTRUCTION,
      description =
          "hnsw: candidates looked at for each node while the graph is made (default:"
              + " ${DEFAULT-VALUE})")
  @Bounds(from = 2, to = IndexSettings.MOST_EF_CONSTRUCTION)
  int efConstruction = IndexSettings.EF_CONSTRUCTION;

  @Option(
      names = "--quantize",
      paramLabel = "none|int8|int4|1bit",
      defaultValue = "none",
      description =
          "hnsw: walk the graph by vectors of fewer bits, which takes less memory; hits are still"
              + " ordered by the full ones (default: ${DEFAULT-VALUE})")
  String quantise = "none";

  @Option(names = "--overwrite", description = "replace an index that is there")
  boolean overwrite;

  @Option(
      names = "--update",
      description =
          "bring the index that is there to what the dataset is now: only documents that were"
              + " added, changed or removed are touched, and its settings stay")
  boolean update;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    Quantisation bits =
        Quantisation.named(quantise.toLowerCase(Locale.ROOT))
            .orElseThrow(
                () ->
                    new WrongUsage(
                        "`--quantize %s` is none: there are %s"
                            .formatted(quantise, String.join(", ", Quantisation.keys()))));
    requireEffect(bits);
    QuietLibraries.silence();
    ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
    if (update) {
      Updated updated = Indexing.update(data, out, Optional.ofNullable(model), monitor);
      return Outcome.done(() -> text(updated), () -> json(updated));
    }
    IndexManifest made =
        new Indexing(
                Optional.ofNullable(model),
                context.length,
                Optional.ofNullable(type),
                m,
                efConstruction,
                bits,
                monitor)
            .write(data, out, overwrite);
    return Outcome.done(() -> text(made), () -> json(made));
  }

  private void requireEffect(Quantisation bits) {
    GivenOptions given = new GivenOptions(spec);
    boolean graph = GRAPH.stream().anyMatch(given::has) || bits != Quantisation.NONE;
    if (type == SearchType.EXACT && graph) {
      throw new WrongUsage(
          "--m, --ef-construction and --quantize are about --type hnsw: choose that, or leave them"
              + " out");
    }
    boolean settings = graph || SETTINGS.stream().anyMatch(given::has);
    if (update && (settings || overwrite)) {
      throw new WrongUsage(
          "--update keeps the settings of the index: leave out --overwrite, --type, --context and"
              + " what is about hnsw, or make it anew");
    }
    if (model != null && given.has("--context")) {
      throw new WrongUsage("--context is the model's own: leave it out, or --model");
    }
    if (type == null && graph) {
      type = SearchType.HNSW; // who says how the graph is made wants one
    }
  }

  private String text(IndexManifest made) {
    StringBuilder text = new StringBuilder();
    IndexManifest.Size size = made.size();
    text.append(
        "%s: %s of %s, %d numbers each, %s, %s%n"
            .formatted(
                out,
                Figures.counted(size.chunks(), "chunk"),
                Figures.counted(size.documents(), "document"),
                size.dimension(),
                size.texts() ? "with words" : "without words",
                search(made.settings())));
    IndexCheck check = made.check();
    check
        .recall()
        .ifPresent(
            recall ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "  recall@10 %.4f of exact search, over %d %s; %d chunks out of reach%n",
                        recall,
                        check.queries(),
                        check.asked(),
                        check.unreachable())));
    if (check.copies() > 0) {
      text.append(
          "  %s a copy%n"
              .formatted(
                  Figures.counted(check.copies(), "chunk")
                      + (check.copies() == 1 ? " has" : " have")));
    }
    String typed = CommandText.quoted(out.toString());
    text.append(
        "next: %s retrieve %s --text FILE, and %s evaluate %s%n"
            .formatted(CommandText.program(), typed, CommandText.program(), typed));
    return text.toString();
  }

  private static String search(IndexSettings settings) {
    return switch (settings.type()) {
      case EXACT -> "searched exactly";
      case HNSW ->
          "searched by a graph (m %d, ef-construction %d, quantize %s)"
              .formatted(settings.m(), settings.efConstruction(), settings.quantise().key());
    };
  }

  private String text(Updated updated) {
    return "%s added, %d changed, %d removed, %d as they were%n"
            .formatted(
                Figures.counted(updated.added(), "document"),
                updated.changed(),
                updated.removed(),
                updated.kept())
        + text(updated.made());
  }

  private ObjectNode json(Updated updated) {
    ObjectNode json = json(updated.made());
    json.putObject("documents")
        .put("added", updated.added())
        .put("changed", updated.changed())
        .put("removed", updated.removed())
        .put("kept", updated.kept());
    return json;
  }

  private ObjectNode json(IndexManifest made) {
    return made.json().put("path", out.toString());
  }
}
