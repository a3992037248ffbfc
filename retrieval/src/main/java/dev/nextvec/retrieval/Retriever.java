package dev.nextvec.retrieval;

import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.retrieval.OpenedIndex;
import dev.nextvec.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An index, opened to find what comes next. Any number of threads may share it.
 *
 * <pre>{@code
 * import dev.nextvec.retrieval.*;
 * import java.util.Optional;
 * try (Retriever retriever = Retriever.open(Path.of("handbook.index"))) {
 *   Context context = Context.ofVectors(List.of(lastFive), Optional.of(fingerprint));
 *   List<Hit> hits = retriever.search(context, Search.of(10));
 * }
 * }</pre>
 */
public final class Retriever implements AutoCloseable {
  private final OpenedIndex index;
  private final Optional<Model> model;
  private final Optional<TextEncoder> encoder;
  private final Optional<Strategy> strategy;

  /** Makes vectors of texts, as {@code encode} of an encoder of nextvec-text does. */
  @FunctionalInterface
  public interface Encoding {
    /**
     * Encodes texts.
     *
     * @return {@code [texts, dimension]}
     * @throws IOException if the encoder cannot be asked
     */
    float[][] encode(List<String> texts) throws IOException;
  }

  /** What makes vectors of text. */
  private record TextEncoder(EncoderFingerprint fingerprint, Encoding encode) {}

  private Retriever(
      OpenedIndex index,
      Optional<Model> model,
      Optional<TextEncoder> encoder,
      Optional<Strategy> strategy) {
    this.index = index;
    this.model = model;
    this.encoder = encoder;
    this.strategy = strategy;
  }

  /**
   * Opens an index that {@code nextvec index} made.
   *
   * @throws IOException if it is none, or is damaged
   */
  public static Retriever open(Path index) throws IOException {
    return new Retriever(
        OpenedIndex.open(index), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The same with a model that predicts. Closing either closes the index, never the model.
   *
   * @throws IllegalArgumentException if it takes vectors of another encoder or length
   */
  public Retriever withModel(Model predicts) {
    index.requireFit(predicts);
    return new Retriever(index, Optional.of(predicts), encoder, strategy);
  }

  /**
   * The same with an encoder, so that {@link #next} may be asked with text alone.
   *
   * @param encode makes a vector of each text
   * @throws IllegalArgumentException if the chunks were encoded by another
   */
  public Retriever withEncoder(EncoderFingerprint fingerprint, Encoding encode) {
    index.requireEncoder(fingerprint);
    return new Retriever(index, model, Optional.of(new TextEncoder(fingerprint, encode)), strategy);
  }

  /** The same with a strategy that is always used. */
  public Retriever withStrategy(Strategy chosen) {
    return new Retriever(index, model, encoder, Optional.of(chosen));
  }

  /**
   * What is searched by: the strategy that was chosen, or else the one that was measured to be best
   * on this corpus and is shown to be better than persistence, or else persistence.
   */
  public Strategy strategy() {
    return strategy.orElseGet(() -> index.best(model.isPresent()));
  }

  /**
   * The strategy that was measured to be best on this corpus, whether it can be run as things are
   * or not: what it predicts by may be missing, or what it orders hits by. Empty where nothing was
   * measured.
   */
  public Optional<Strategy> measuredBest() {
    return index.measured().map(result -> result.best(any -> true));
  }

  /**
   * Makes sure that it can search by its strategy: where this re-ranks, that the re-ranker is of
   * this index and was fitted to what the model predicts, in the precision that it predicts in.
   *
   * @throws IllegalArgumentException if not
   * @throws IOException if the index cannot be read
   */
  public void requireReranker() throws IOException {
    index.reranker(strategy(), model);
  }

  /**
   * The simpler strategies that explain the hits: the one whose hits are re-ranked, if they are,
   * persistence and BM25.
   */
  public List<Strategy> parts() {
    return Stream.of(index.ordered(strategy()), Strategy.Vector.PERSISTENCE, new Strategy.Bm25())
        .filter(each -> !each.equals(strategy()))
        .distinct()
        .toList();
  }

  /**
   * Finds what comes after some text.
   *
   * @param chunks the last few, oldest first
   * @param count most hits
   * @throws IllegalStateException if the strategy needs vectors and there is no encoder
   * @throws IOException if the index cannot be read
   */
  public List<Hit> next(List<String> chunks, int count) throws IOException {
    return next(chunks, Search.of(count));
  }

  /**
   * Finds what comes after some text.
   *
   * @param chunks the last few, oldest first
   * @throws IllegalArgumentException if nothing is such as the search wants it
   * @throws IllegalStateException if the strategy needs vectors and there is no encoder
   * @throws IOException if the index cannot be read
   */
  public List<Hit> next(List<String> chunks, Search wanted) throws IOException {
    return search(encoded(chunks), wanted);
  }

  /** Those of some chunks that count: the last few, as many as a context has. */
  public List<String> last(List<String> chunks) {
    return chunks.subList(
        Math.max(0, chunks.size() - index.contextLength(strategy(), model)), chunks.size());
  }

  private Context encoded(List<String> chunks) throws IOException {
    List<String> last = last(chunks);
    if (encoder.isEmpty()) {
      if (!(strategy() instanceof Strategy.Bm25)) {
        throw new IllegalStateException(
            "the strategy `%s` needs vectors of the text: give the retriever an encoder, or ask it with vectors"
                .formatted(strategy().label()));
      }
      return Context.ofTexts(last);
    }
    TextEncoder with = encoder.get();
    return new Context(
        List.of(with.encode().encode(last)),
        last,
        Optional.of(with.fingerprint()),
        Optional.empty());
  }

  /**
   * Finds what comes after a context.
   *
   * @return best first
   * @throws IllegalArgumentException if the context is of another encoder, lacks what the strategy
   *     needs, or nothing is such as the search wants it
   * @throws IOException if the index cannot be read
   */
  public List<Hit> search(Context context, Search wanted) throws IOException {
    return index.search(strategy(), model, context, wanted);
  }

  /**
   * The context that ends before a chunk of the corpus.
   *
   * @throws IllegalArgumentException if there is no such document or chunk
   * @throws IOException if the index cannot be read
   */
  public Context at(Context.Place place) throws IOException {
    return index.at(place, index.contextLength(strategy(), model));
  }

  /**
   * How many chunks a document has.
   *
   * @throws IllegalArgumentException if there is no such document
   */
  public long chunks(String document) {
    return index.chunks(document);
  }

  /** The documents of the corpus, in its order. */
  public List<Document> documents() {
    return index.documents();
  }

  /**
   * The texts of some chunks of a document, in order; empty ones where the corpus has none.
   *
   * @param from number of the first, from 0
   * @param to one more than the number of the last
   * @throws IllegalArgumentException if there is no such document or chunk
   * @throws IOException if the index cannot be read
   */
  public List<String> texts(String document, long from, long to) throws IOException {
    return index.texts(document, from, to);
  }

  /**
   * Refuses vectors of another encoder than the corpus has.
   *
   * @throws IllegalArgumentException naming both
   */
  public void requireEncoder(EncoderFingerprint other) {
    index.requireEncoder(other);
  }

  /** What made the vectors of the index, where that is known. */
  public Optional<EncoderFingerprint> encoder() {
    return index.manifest().encoder();
  }

  @Override
  public void close() {
    index.close();
  }
}
