package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.eval.Pool;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.rerank.Reranker;
import dev.nextvec.internal.retrieval.ChunkSearch.Scored;
import dev.nextvec.model.Model;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.vector.RowChecks;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Everything of an index, open. Safe to share by all threads. */
public final class OpenedIndex implements AutoCloseable {
  /** Why hits are not re-ranked that were when they were measured, and what to do. */
  public static final String NO_RERANKER =
      "its re-ranker is missing, or was fitted anew since; evaluate the index again";

  /** Diversity chooses among so many times as many hits. */
  private static final int POOL = 5;

  private final Path path;
  private final IndexManifest manifest;
  private final IndexedDocuments documents;
  private final Optional<RetrievalResult> measured;
  private final IndexRerankers rerankers;
  private final ChunkIndex chunks;
  private final ChunkSearch search;

  private OpenedIndex(
      Path path,
      IndexManifest manifest,
      IndexedDocuments documents,
      Optional<RetrievalResult> measured,
      Rerankers rerankers,
      ChunkIndex chunks) {
    this.path = path;
    this.manifest = manifest;
    this.documents = documents;
    this.measured = measured;
    this.rerankers = new IndexRerankers(path, manifest.sha256(), chunks, rerankers);
    this.chunks = chunks;
    boolean graph = manifest.settings().type() == IndexSettings.SearchType.HNSW;
    this.search = new ChunkSearch(chunks, graph);
  }

  /** Opens it. */
  public static OpenedIndex open(Path path) throws IOException {
    IndexManifest manifest = IndexManifest.read(path);
    Path names = path.resolve(IndexedDocuments.FILE);
    if (!Sha256.ofFile(names).equals(manifest.size().documentsSha256())) {
      throw new IOException(
          names + " was changed or damaged after it was written: make the index again");
    }
    IndexedDocuments documents = IndexedDocuments.read(path);
    Optional<RetrievalResult> measured = RetrievalResult.read(path, manifest, Pool.CORPUS);
    Rerankers rerankers = Rerankers.read(path, manifest.mapSha256().isPresent());
    ChunkIndex chunks;
    try {
      chunks = ChunkIndex.open(path);
    } catch (IOException | IllegalArgumentException e) {
      throw BrokenIndex.of(path, e);
    }
    OpenedIndex opened = new OpenedIndex(path, manifest, documents, measured, rerankers, chunks);
    opened.requireWhole();
    return opened;
  }

  /** The same with other re-rankers; closing either closes both. */
  OpenedIndex with(Rerankers others) {
    return new OpenedIndex(path, manifest, documents, measured, others, chunks);
  }

  private void requireWhole() throws IOException {
    try {
      chunks.verify();
    } catch (IOException e) {
      close();
      throw BrokenIndex.of(path, e);
    }
    if (chunks.rows() != manifest.size().chunks()
        || chunks.dimension() != manifest.size().dimension()
        || documents.all().size() != manifest.size().documents()
        || chunks.mappedLengths().length > 0 != manifest.mapSha256().isPresent()) {
      close();
      throw new IOException(
          "%s was made of %d chunks but now has %d: make the index again"
              .formatted(path, manifest.size().chunks(), chunks.rows()));
    }
  }

  /** What it is of. */
  public IndexManifest manifest() {
    return manifest;
  }

  /** What was measured of it among all its chunks. */
  public Optional<RetrievalResult> measured() {
    return measured;
  }

  /** What was measured of it among the chunks of one pool. */
  public Optional<RetrievalResult> measured(Pool pool) throws IOException {
    return pool == Pool.CORPUS ? measured : RetrievalResult.read(path, manifest, pool);
  }

  ChunkIndex chunks() {
    return chunks;
  }

  RowMap map(Dataset dataset) throws IOException {
    return RowMap.of(documents, dataset);
  }

  /** How many chunks of a context count for a strategy. */
  public int contextLength(Strategy strategy, Optional<Model> model) {
    return rerankers
        .contextLength(strategy)
        .or(() -> model.map(Model::contextLength))
        .orElse(manifest.contextLength());
  }

  /** See {@link dev.nextvec.retrieval.Retriever#strategy}. */
  public Strategy best(boolean withModel) {
    return measured
        .map(
            result ->
                result.best(
                    each ->
                        (withModel || !each.needsModel())
                            && (manifest.size().texts() || !each.needsText())
                            && rerankers.serve(each, result.basis())))
        .orElse(Strategy.Vector.PERSISTENCE);
  }

  /** Refuses a model that takes other vectors, or maps chunks otherwise than the index does. */
  public void requireFit(Model model) {
    manifest.encoder().ifPresent(model::requireEncoder);
    requireLength("the model `%s` takes".formatted(model.name()), model.dimension());
    model.candidates().ifPresent(map -> manifest.requireMap(model.name(), map, path));
  }

  /** Refuses another encoder. */
  public void requireEncoder(EncoderFingerprint other) {
    manifest.encoder().ifPresent(own -> EncoderFingerprint.requireCompatible(other, own));
  }

  private void requireLength(String who, int length) {
    if (length != manifest.size().dimension()) {
      throw new IllegalArgumentException(
          "%s vectors of %d numbers but those of %s have %d"
              .formatted(who, length, path, manifest.size().dimension()));
    }
  }

  /** How many chunks a document has. */
  public long chunks(String document) {
    return documents.named(document).count();
  }

  /** See {@link dev.nextvec.retrieval.Retriever#documents}. */
  public List<Document> documents() {
    return documents.all();
  }

  /** See {@link dev.nextvec.retrieval.Retriever#texts}. */
  public List<String> texts(String document, long from, long to) throws IOException {
    return chunks.texts(documents.row(document, from, to), to - from);
  }

  /** See {@link dev.nextvec.retrieval.Retriever#at}. */
  public Context at(Context.Place place, int contextLength) throws IOException {
    Document document = documents.named(place.document());
    if (place.at() > document.count()) {
      throw new IllegalArgumentException(
          "document `%s` has %d chunks, so the next one can be 1 to %d but was asked for at %d"
              .formatted(document.id(), document.count(), document.count(), place.at()));
    }
    long end = document.first() + place.at();
    long from = Math.max(document.first(), end - contextLength);
    List<float[]> vectors = new ArrayList<>();
    for (long row = from; row < end; row++) {
      vectors.add(chunks.original((int) row));
    }
    return new Context(
        vectors,
        manifest.size().texts() ? chunks.texts(from, end - from) : List.of(),
        manifest.encoder(),
        Optional.of(place));
  }

  /** See {@link dev.nextvec.retrieval.Retriever#search}. */
  public List<Hit> search(Strategy strategy, Optional<Model> model, Context context, Search wanted)
      throws IOException {
    requireSound(strategy, context);
    Optional<Rerankers.Fitted> fitted = rerankers.of(strategy, model);
    int length = contextLength(strategy, model);
    List<float[]> vectors = last(context.vectors(), length);
    List<String> texts = last(context.texts(), length);
    Optional<QueryVector> query =
        vectors.isEmpty()
            ? Optional.empty()
            : Optional.of(QueryVector.of(strategy.vector(), vectors, model));
    ChunkSearch.Query asked =
        new ChunkSearch.Query(
            query,
            texts,
            new SearchedRows(documents, (int) chunks.rows()).of(context, wanted, length));
    int count = (int) Math.min(wanted.count(), chunks.rows());
    int pool =
        wanted.diversity().isPresent() ? (int) Math.min(chunks.rows(), (long) POOL * count) : count;
    boolean copies = !wanted.keepContext() && context.place().isEmpty();
    double alike = SameText.leastCosine(manifest.encoder(), context.encoder());
    Strategy first = fitted.map(Rerankers.Fitted::orders).orElse(strategy);
    int depth = fitted.isPresent() ? Math.max(pool, Reranker.CANDIDATES) : pool;
    List<Scored> best =
        copies
            ? others(first, asked, new Own(vectors, texts, alike), depth)
            : search.best(first, asked, depth);
    if (fitted.isPresent()) {
      best = reranking(fitted.get().reranker(), asked, vectors).of(best);
      best = best.subList(0, Math.min(pool, best.size()));
    }
    if (wanted.diversity().isPresent()) {
      best = Diverse.of(chunks, best, wanted.diversity().getAsDouble(), count);
    }
    return hits(best, query);
  }

  private Reranking reranking(Reranker reranker, ChunkSearch.Query asked, List<float[]> vectors) {
    return new Reranking(
        chunks,
        reranker,
        List.of(QueryVector.padded(vectors, reranker.contextLength())),
        reranker.predicted() ? asked.vector() : Optional.empty(),
        asked.chunks());
  }

  /**
   * The re-ranker of a strategy; empty for strategies that need none.
   *
   * @throws IllegalArgumentException if none was fitted, or for another index or model
   */
  public Optional<Rerankers.Fitted> reranker(Strategy strategy, Optional<Model> model)
      throws IOException {
    return rerankers.of(strategy, model);
  }

  /** Name and hash of the model whose predictions were re-ranked; empty without one. */
  public String rerankedModel() {
    return rerankers.model();
  }

  /** What a search by re-ranking orders anew; the strategy itself for others. */
  public Strategy ordered(Strategy strategy) {
    return rerankers.ordered(strategy);
  }

  private static <T> List<T> last(List<T> all, int count) {
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  private void requireSound(Strategy strategy, Context context) {
    context.encoder().ifPresent(this::requireEncoder);
    requireSound(context.vectors());
    if (strategy.needsText() && !manifest.size().texts()) {
      throw new IllegalArgumentException(
          "the strategy `%s` looks for words, and %s was made of a dataset without texts: choose another"
              .formatted(strategy.label(), path));
    }
    if (strategy.needsText() && context.texts().isEmpty()) {
      throw new IllegalArgumentException(
          "the strategy `%s` looks for words, and the context has only vectors: give text, or choose another"
              .formatted(strategy.label()));
    }
    if (!(strategy instanceof Strategy.Bm25) && context.vectors().isEmpty()) {
      throw new IllegalArgumentException(
          "the strategy `%s` needs vectors, and the context has only text: encode it, or choose bm25"
              .formatted(strategy.label()));
    }
  }

  private void requireSound(List<float[]> vectors) {
    for (int i = 0; i < vectors.size(); i++) {
      float[] vector = vectors.get(i);
      requireLength("the context has", vector.length);
      Optional<String> problem = RowChecks.problem(vector, 0, vector.length);
      if (problem.isPresent()) {
        throw new IllegalArgumentException(
            "vector %d of the context %s".formatted(i, problem.get()));
      }
    }
  }

  /**
   * The best without the context's own chunks, where only vectors or words tell which these are.
   */
  private List<Scored> others(Strategy strategy, ChunkSearch.Query asked, Own own, int count)
      throws IOException {
    for (long more = count + 2L * (own.vectors.size() + own.texts.size()); ; more *= 4) {
      int most = (int) Math.min(more, chunks.rows());
      List<Scored> found = search.best(strategy, asked, most);
      List<Scored> kept = new ArrayList<>();
      for (Scored each : found) {
        if (kept.size() < count && !isOneOf(each.row(), own)) {
          kept.add(each);
        }
      }
      if (kept.size() == count || found.size() < most || most == chunks.rows()) {
        return kept;
      }
    }
  }

  /**
   * The context's own chunks.
   *
   * @param alike cosine from which on two vectors are of one text
   */
  private record Own(List<float[]> vectors, List<String> texts, double alike) {}

  private boolean isOneOf(int row, Own own) throws IOException {
    if (own.vectors.isEmpty()) {
      return own.texts.contains(chunks.text(row));
    }
    float[] vector = chunks.read(row);
    return own.vectors.stream().anyMatch(v -> Rows.cosine(v, vector) > own.alike);
  }

  private List<Hit> hits(List<Scored> best, Optional<QueryVector> query) throws IOException {
    List<Hit> hits = new ArrayList<>();
    for (Scored each : best) {
      Optional<Document> document = documents.of(each.row());
      OptionalDouble cosine =
          query.isPresent()
              ? OptionalDouble.of(search.cosine(query.get(), each.row()))
              : OptionalDouble.empty();
      hits.add(
          new Hit(
              hits.size() + 1,
              each.score(),
              cosine,
              document.map(Document::id).orElse(""),
              document.map(d -> each.row() - d.first()).orElse((long) each.row()),
              document.map(Document::title).orElse(""),
              chunks.text(each.row())));
    }
    return hits;
  }

  @Override
  public void close() {
    chunks.close();
  }
}
