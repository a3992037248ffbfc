package dev.nextvec.internal.retrieval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.eval.Pool;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.recommend.Recommender;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How well each strategy finds the true next chunk of the test documents, kept in the index: in
 * {@code evaluation.json} among all chunks, in {@code evaluation-test.json} among those of the test
 * documents.
 *
 * @param basis what was measured on
 * @param rows the strategies, persistence first
 * @param differences each strategy less another
 * @param kinds how the strategy of the highest MRR does on each kind of window, against persistence
 *     and, where it asks a model, against the same without one
 * @param examples windows on which the strategy of the highest MRR and persistence differ most
 * @param marks what makes the figures doubtful, such as a leak that was allowed
 */
public record RetrievalResult(
    Basis basis,
    List<StrategyRow> rows,
    List<StrategyDifference> differences,
    List<KindRow> kinds,
    List<RankExample> examples,
    List<String> marks) {
  private static final String FILE = "evaluation.json";
  private static final String OF_TEST_FILE = "evaluation-test.json";

  private static final String FORMAT = "nextvec-retrieval-2";

  /**
   * What was measured on.
   *
   * @param index hash of what the index says of itself
   * @param split hash of the split
   * @param pool among which chunks: all, or those of the test documents
   * @param model name and hash of the model; empty without one
   * @param folds hash of the models whose predictions of training documents re-rankers were fitted
   *     to, too; empty where they were fitted to validation documents alone
   * @param windows how many test windows were ranked
   * @param documents how many independent groups of documents they are of
   * @param chunks among how many chunks the next one was looked for, those of the context left out
   */
  public record Basis(
      String index,
      String split,
      Pool pool,
      String model,
      String folds,
      int windows,
      int documents,
      long chunks) {
    public Basis {
      if (pool == Pool.DOCUMENT) {
        throw new IllegalArgumentException(
            "an index is searched as a whole, or its test documents");
      }
    }

    /** Hash of the models of folds, where there is one. */
    static String folds(JsonValue json) throws IOException {
      Optional<JsonValue> folds = json.optional("cross_fit");
      return folds.isPresent() ? folds.get().text() : "";
    }

    /** What the model is called; empty without one. */
    public String modelName() {
      return model.substring(0, Math.max(0, model.lastIndexOf(' ')));
    }

    /** Hash of the model; empty without one. */
    public String modelSha256() {
      return model.substring(model.lastIndexOf(' ') + 1);
    }
  }

  public RetrievalResult {
    rows = List.copyOf(rows);
    differences = List.copyOf(differences);
    kinds = List.copyOf(kinds);
    examples = List.copyOf(examples);
    marks = List.copyOf(marks);
  }

  /**
   * The strategy to use: see {@link CorpusSearch#choice}.
   *
   * @param possible what can be run
   */
  public Strategy best(Predicate<Strategy> possible) {
    Predicate<CorpusSearch.Way> ways = way -> possible.test(Strategy.parse(way.name()));
    return Strategy.parse(table("").choice(ways, Recommender.GIVE).name());
  }

  /** Whether a strategy has the highest MRR of all. */
  public boolean isHighest(Strategy strategy) {
    return rows.stream().anyMatch(r -> r.strategy().equals(strategy) && r.behind().isEmpty());
  }

  /** The weighted sum with this vector, whose weight validation documents chose. */
  public Optional<Strategy> sum(Strategy.Vector vector) {
    return rows.stream()
        .map(StrategyRow::strategy)
        .filter(each -> each instanceof Strategy.WeightedSum sum && sum.vector() == vector)
        .findFirst();
  }

  /**
   * What is kept in an index of one pool; empty if nothing was measured of it as it is.
   *
   * @throws IOException if the file was changed or damaged
   */
  static Optional<RetrievalResult> read(Path index, IndexManifest manifest, Pool pool)
      throws IOException {
    Path file = index.resolve(file(pool));
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonValue json = JsonValue.read(file);
    if (!Seal.holds(json.node())) {
      throw new IOException(
          file + " was changed or damaged after it was written: delete it, and evaluate again");
    }
    boolean ours =
        json.node().path("format").asText().equals(FORMAT)
            && json.field("index_sha256").text().equals(manifest.sha256())
            && pool(json) == pool;
    return ours ? Optional.of(read(json)) : Optional.empty();
  }

  private static String file(Pool pool) {
    return pool == Pool.CORPUS ? FILE : OF_TEST_FILE;
  }

  /** What was measured before there were pools was measured among all. */
  private static Pool pool(JsonValue json) throws IOException {
    Optional<JsonValue> named = json.optional("pool");
    if (named.isEmpty() || named.get().text().equals(key(Pool.CORPUS))) {
      return Pool.CORPUS;
    }
    if (named.get().text().equals(key(Pool.TEST))) {
      return Pool.TEST;
    }
    throw named.get().refused("be corpus or test");
  }

  private static String key(Pool pool) {
    return pool.name().toLowerCase(Locale.ROOT);
  }

  private static RetrievalResult read(JsonValue json) throws IOException {
    List<StrategyRow> rows = new ArrayList<>();
    for (JsonValue row : json.field("strategies").items()) {
      rows.add(StrategyRow.read(row));
    }
    List<StrategyDifference> differences = new ArrayList<>();
    for (JsonValue each : json.field("differences").items()) {
      differences.add(StrategyDifference.read(each));
    }
    List<RankExample> examples = new ArrayList<>();
    for (JsonValue each : json.field("examples").items()) {
      examples.add(RankExample.read(each));
    }
    return new RetrievalResult(
        new Basis(
            json.field("index_sha256").text(),
            json.field("split_sha256").text(),
            pool(json),
            json.field("model").text(),
            Basis.folds(json),
            json.field("windows").count(1),
            json.field("documents").count(1),
            json.field("chunks").wholeNumber(1, Long.MAX_VALUE)),
        rows,
        differences,
        json.field("kinds").items(KindRow::read),
        examples,
        json.field("marks").texts());
  }

  /** What is written, and what {@code --json} prints. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
    json.put("index_sha256", basis.index()).put("split_sha256", basis.split());
    json.put("pool", key(basis.pool()));
    json.put("model", basis.model()).put("windows", basis.windows());
    if (!basis.folds().isEmpty()) {
      json.put("cross_fit", basis.folds());
    }
    json.put("documents", basis.documents()).put("chunks", basis.chunks());
    ArrayNode strategies = json.putArray("strategies");
    rows.forEach(row -> strategies.add(row.json()));
    ArrayNode pairs = json.putArray("differences");
    differences.forEach(each -> pairs.add(each.json()));
    ArrayNode kindRows = json.putArray("kinds");
    kinds.forEach(each -> kindRows.add(each.json()));
    ArrayNode shown = json.putArray("examples");
    examples.forEach(each -> shown.add(each.json()));
    if (basis.pool() == Pool.CORPUS) { // among which a search looks
      json.put("best", best(any -> true).label());
    }
    marks.forEach(json.putArray("marks")::add);
    return json;
  }

  /**
   * For the report of a comparison.
   *
   * @param index what a person calls the index
   */
  public CorpusSearch table(String index) {
    return new CorpusSearch(
        index,
        basis.modelName(),
        basis.windows(),
        basis.documents(),
        basis.chunks(),
        rows.stream().map(StrategyRow::way).toList(),
        differences.stream().map(StrategyDifference::row).toList(),
        marks);
  }

  void write(Path index) throws IOException {
    ObjectNode json = json();
    Seal.put(json);
    AtomicFile.writeString(index.resolve(file(basis.pool())), json.toPrettyString() + "\n");
  }
}
