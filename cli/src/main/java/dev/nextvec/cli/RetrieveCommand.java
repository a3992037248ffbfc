package dev.nextvec.cli;

import dev.nextvec.internal.npy.NpyArray;
import dev.nextvec.internal.retrieval.ChunkLengths;
import dev.nextvec.internal.workflow.Retrieving;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.text.Chunker;
import dev.nextvec.vector.RowChecks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nextvec retrieve}: the chunks that come next. */
@picocli.CommandLine.Command(
    name = "retrieve",
    description = {
      "Finds the chunks of an index that should come after a text, after chunks of the corpus, or"
          + " after vectors. Chunks of the context itself are left out.",
      ""
    },
    sortOptions = false)
final class RetrieveCommand implements Command {
  private static final int CONTEXT_MOST = 4096;

  @Parameters(paramLabel = "INDEX", description = "folder that `index` wrote")
  Path index = Path.of("");

  @Option(
      names = "--text",
      paramLabel = "TEXT|FILE|-",
      description =
          "what comes before: a file, - for plain text from standard input, or the words"
              + " themselves. It is cut and encoded as by `data encode`")
  @Nullable String text;

  @Option(
      names = "--document",
      paramLabel = "ID",
      description = "what comes before: the chunks of this document of the corpus, see --at")
  @Nullable String document;

  @Option(
      names = "--at",
      paramLabel = "T",
      description =
          "number of the chunk of --document that comes next (default: that after its end)")
  @Bounds(from = 1, to = Integer.MAX_VALUE)
  @Nullable Long at;

  @Option(
      names = "--vectors",
      paramLabel = "X.npy",
      description = "what comes before: vectors, [rows, dim], the oldest first")
  @Nullable Path vectors;

  @Option(
      names = "--model",
      paramLabel = "PACKAGE|RUN",
      description = "the model that predicts (default: the one that the index was made for)")
  @Nullable Path model;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = Retrieving.AUTO,
      description =
          "persistence (search with the newest chunk), average, model, bm25 (the words of the last"
              + " chunks); persistence+0.6*bm25 (weighted sum; without a number the measured"
              + " weight), persistence&bm25 (reciprocal ranks), the same with average and model;"
              + " persistence+bm25:reranked and model+bm25:reranked (the first 50 hits, ordered"
              + " anew by a network that `evaluate` fitted); auto is what `evaluate` found to be"
              + " best, or else persistence (default: ${DEFAULT-VALUE})")
  String strategy = Retrieving.AUTO;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      defaultValue = "10",
      description = "most chunks to list (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 10_000)
  int top = 10;

  @Option(names = "--keep-context", description = "let the context's own chunks be found too")
  boolean keepContext;

  @Option(names = "--same-document", description = "look only in the document of --document")
  boolean same;

  @Option(names = "--other-documents", description = "look only outside of it")
  boolean other;

  @Option(
      names = "--filter",
      paramLabel = "KEY=VALUE",
      description =
          "look only in documents of this id (document), title, group, or with this value of"
              + " another field that their lines of JSONL had; may be given several times, once for"
              + " each key: all must fit")
  Map<String, String> filters = new LinkedHashMap<>();

  @Option(
      names = "--diverse",
      paramLabel = "SHARE",
      arity = "0..1",
      fallbackValue = "0.7",
      description =
          "prefer hits unlike those above them (maximal marginal relevance): how much the score"
              + " counts against that, 0.7 without a number")
  @Bounds(from = 0, to = 1)
  @Nullable Double diverse;

  @Option(
      names = "--explain",
      description =
          "also list what persistence and bm25 find, and the hits before they are re-ranked, and"
              + " what only these find")
  boolean explain;

  @Mixin TextOptions cut = new TextOptions();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    requireUsable();
    QuietLibraries.silence();
    try (Retrieving open =
        Retrieving.open(
            index, Optional.ofNullable(model), strategy, new ConsoleMonitor(console, stop))) {
      Retriever retriever = open.retriever();
      TextOptions.Length length =
          cut.length(
              new GivenOptions(spec),
              text == null
                  ? OptionalInt.empty()
                  : ChunkLengths.target(retriever, Chunker.DEFAULT_CHARS),
              retriever.encoder(),
              index);
      StandardInput in = StandardInput.of(console, stop);
      Context context = context(retriever, length.chars(), in);
      Search wanted = wanted();
      Retrieved found =
          new Retrieved(
              retriever.strategy(), retriever.search(context, wanted), beside(retriever, context));
      if (text != null) {
        length.notes().forEach(console::log);
      }
      if (model != null && !retriever.strategy().needsModel()) {
        console.log(
            "note: %s predicted nothing: `auto` is `%s` for this index; --strategy model asks for it"
                .formatted(model, retriever.strategy().label()));
      }
      if (text != null && !explain && retriever.strategy() instanceof Strategy.Bm25) {
        noteUnused(console);
      }
      return Outcome.done(found::text, found::json);
    }
  }

  private void requireUsable() {
    if (Stream.of(text == null, vectors == null, document == null).filter(no -> !no).count() != 1) {
      throw new WrongUsage("retrieve after one thing: --text, --document or --vectors");
    }
    if (document == null && (at != null || same || other)) {
      throw new WrongUsage(
          "--at, --same-document and --other-documents are about --document: add it, or leave them"
              + " out");
    }
    if (same && other) {
      throw new WrongUsage(
          "--same-document and --other-documents contradict each other: give one of them");
    }
    GivenOptions given = new GivenOptions(spec);
    if (text == null) {
      given.refuseAllOf(new TextOptions(), "has no effect without --text");
    }
    String word = strategy.strip().toLowerCase(Locale.ROOT);
    if (word.equals(Retrieving.AUTO)) {
      return;
    }
    boolean sum = word.endsWith("+bm25");
    Optional<Strategy> wanted =
        sum ? Optional.empty() : Optional.of(WrongUsage.unless(() -> Strategy.parse(strategy)));
    if (!wanted.map(Strategy::needsModel).orElse(word.startsWith("model"))) {
      given.refuse(noEffect("predicts nothing"), List.of("--model"));
    }
    if (wanted.orElse(null) instanceof Strategy.Bm25 && !explain) {
      given.refuseAllOf(new EncoderOptions(), noEffect("encodes nothing"));
    }
  }

  private void noteUnused(Console console) {
    if (new GivenOptions(spec).hasAnyOf(new EncoderOptions())) {
      console.log("note: nothing was encoded: `auto` is `bm25` for this index");
    }
  }

  private String noEffect(String why) {
    return "has no effect with `--strategy %s`, which %s".formatted(strategy, why);
  }

  private Search wanted() {
    Search.Scope scope =
        same ? Search.Scope.SAME_DOCUMENT : other ? Search.Scope.OTHER_DOCUMENTS : Search.Scope.ANY;
    return new Search(
        top,
        keepContext,
        scope,
        filters,
        diverse == null ? OptionalDouble.empty() : OptionalDouble.of(diverse));
  }

  private Context context(Retriever retriever, int chars, StandardInput in) throws IOException {
    Console console = in.console();
    if (document != null) {
      long next = at == null ? retriever.chunks(document) : at;
      return retriever.at(new Context.Place(document, next));
    }
    if (vectors != null) {
      console.log("warning: nothing tells which encoder made the vectors in " + vectors);
      return Context.ofVectors(rows(vectors), Optional.empty());
    }
    TextContext reading = cut.context(new GivenOptions(spec), chars, retriever.encoder());
    List<String> chunks = reading.last(CONTEXT_MOST, Optional.ofNullable(text).orElseThrow(), in);
    List<String> last = retriever.last(chunks);
    if (retriever.strategy() instanceof Strategy.Bm25 && !explain) {
      return Context.ofTexts(last);
    }
    TextContext.Encoded encoded = reading.encode(last, retriever::requireEncoder);
    if (retriever.encoder().isEmpty()) {
      console.log("warning: nothing tells whether the corpus was encoded by the same encoder");
    }
    return new Context(encoded.vectors(), last, Optional.of(encoded.encoder()), Optional.empty());
  }

  private static List<float[]> rows(Path file) throws IOException {
    NpyArray array = NpyArray.open(file).requireFloats();
    if (array.shape().size() != 2 || array.rows() == 0) {
      throw new IllegalArgumentException(
          "%s has shape %s: vectors must be [rows, dim] with at least one row"
              .formatted(file, array.header().shapeText()));
    }
    List<float[]> rows = new ArrayList<>();
    for (long row = Math.max(0, array.rows() - CONTEXT_MOST); row < array.rows(); row++) {
      float[] vector = new float[Math.toIntExact(array.shape().get(1))];
      array.floats(row, 1, vector, 0);
      Optional<String> problem = RowChecks.problem(vector, 0, vector.length);
      if (problem.isPresent()) {
        throw new IllegalArgumentException(
            "vector %d of %s %s".formatted(row, file, problem.get()));
      }
      rows.add(vector);
    }
    return rows;
  }

  /** What the plain strategies find, by name; empty unless asked for. */
  private Map<String, List<Hit>> beside(Retriever retriever, Context context) throws IOException {
    Map<String, List<Hit>> beside = new LinkedHashMap<>();
    if (explain) {
      for (Strategy plain : retriever.parts()) {
        if (!plain.needsText() || !context.texts().isEmpty()) {
          beside.put(plain.label(), retriever.withStrategy(plain).search(context, wanted()));
        }
      }
    }
    return beside;
  }
}
