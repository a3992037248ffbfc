package dev.nextvec.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.internal.ValidationUtils;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.RelevanceScore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.nextvec.internal.store.Entry;
import dev.nextvec.internal.store.EntryStore;
import dev.nextvec.internal.store.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings in a folder or in memory, which are added, removed and searched at any time. What a
 * call changed is on the disk when it returns, and is found by every search that begins then; a
 * call that fails changed nothing. A call of {@link #addAll} is one change, so many embeddings at
 * once are fast. Any number of threads may share a store; one program at a time may have it open.
 *
 * <p>Up to 20,000 embeddings that a search may find are compared exactly, among more a graph is
 * walked. Filters are those of LangChain4j to the letter; keys that must equal something are looked
 * up. The text of a request for hybrid search is not used.
 */
public final class NextvecEmbeddingStore implements EmbeddingStore<TextSegment>, AutoCloseable {
  private final EntryStore store;

  private NextvecEmbeddingStore(EntryStore store) {
    this.store = store;
  }

  /**
   * Opens the store in a folder, or makes an empty one.
   *
   * @param model name of the embedding model, which is kept with the store
   * @throws IOException if something else is there, it is damaged, or is open already
   * @throws IllegalArgumentException if its embeddings were made by another model
   */
  public static NextvecEmbeddingStore open(Path folder, String model) throws IOException {
    return new NextvecEmbeddingStore(EntryStore.open(folder, model));
  }

  /** An empty store that is gone when it is closed. */
  public static NextvecEmbeddingStore inMemory() {
    return new NextvecEmbeddingStore(EntryStore.inMemory());
  }

  @Override
  public String add(Embedding embedding) {
    return addAll(List.of(embedding)).getFirst();
  }

  @Override
  public void add(String id, Embedding embedding) {
    add(List.of(id), List.of(embedding), Collections.singletonList(null));
  }

  @Override
  public String add(Embedding embedding, TextSegment segment) {
    return addAll(List.of(embedding), Collections.singletonList(segment)).getFirst();
  }

  @Override
  public List<String> addAll(List<Embedding> embeddings) {
    return addAll(embeddings, Collections.nCopies(embeddings.size(), null));
  }

  @Override
  public void addAll(
      List<String> ids, List<Embedding> embeddings, @Nullable List<TextSegment> segments) {
    add(
        ids,
        embeddings,
        segments == null ? Collections.nCopies(embeddings.size(), null) : segments);
  }

  private void add(
      List<String> ids, List<Embedding> embeddings, List<@Nullable TextSegment> segments) {
    if (ids.size() != embeddings.size() || segments.size() != embeddings.size()) {
      throw new IllegalArgumentException(
          "there are %d ids, %d embeddings and %d segments: give one of each for an entry"
              .formatted(ids.size(), embeddings.size(), segments.size()));
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      Optional<TextSegment> segment = Optional.ofNullable(segments.get(i));
      entries.add(
          new Entry(
              ids.get(i),
              embeddings.get(i).vector(),
              segment.map(TextSegment::text),
              segment.map(s -> s.metadata().toMap()).orElse(Map.of())));
    }
    done(() -> store.add(entries));
  }

  @Override
  public void removeAll(Collection<String> ids) {
    ValidationUtils.ensureNotEmpty(ids, "ids");
    done(() -> store.remove(ids));
  }

  @Override
  public void removeAll(Filter filter) {
    ValidationUtils.ensureNotNull(filter, "filter");
    done(() -> store.remove(FilterWhere.of(filter)));
  }

  @Override
  public void removeAll() {
    done(store::clear);
  }

  /** Something that reads or writes files. */
  private interface Work {
    void run() throws IOException;
  }

  private static void done(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Finds the embeddings of the highest cosine.
   *
   * @throws IllegalArgumentException if the query has another length than those in the store, or
   *     the filter compares a value with one of another type
   */
  @Override
  public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
    List<EmbeddingMatch<TextSegment>> matches = new ArrayList<>();
    done(
        () ->
            store
                .search(
                    request.queryEmbedding().vector(),
                    request.maxResults(),
                    Optional.ofNullable(request.filter()).map(FilterWhere::of))
                .forEach(found -> matches.add(match(found))));
    return new EmbeddingSearchResult<>(
        matches.stream().filter(match -> match.score() >= request.minScore()).toList());
  }

  private static EmbeddingMatch<TextSegment> match(Found found) {
    Entry entry = found.entry();
    @Nullable TextSegment segment =
        entry
            .text()
            .map(text -> TextSegment.from(text, new Metadata(entry.metadata())))
            .orElse(null);
    return new EmbeddingMatch<>(
        RelevanceScore.fromCosineSimilarity(found.cosine()),
        entry.id(),
        Embedding.from(entry.vector()),
        segment);
  }

  @Override
  public void close() {
    store.close();
  }
}
