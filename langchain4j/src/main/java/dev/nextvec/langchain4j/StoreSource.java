package dev.nextvec.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderFingerprint.ProbeText;
import dev.nextvec.internal.engine.Similarities;
import dev.nextvec.internal.retrieval.Conversation;
import dev.nextvec.internal.retrieval.QueryVector;
import dev.nextvec.model.Model;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.vector.Rows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is near a model's prediction in a store of LangChain4j, whoever made it.
 *
 * @param encoder made the store's embeddings; it is the model's own
 */
record StoreSource(EmbeddingStore<TextSegment> store, EmbeddingModel encoder, Model model)
    implements Source {
  StoreSource {
    if (model.candidates().isPresent()) {
      throw new IllegalArgumentException(
          "the model `%s` compares its prediction with mapped chunks, and a store of embeddings holds them as they are: make an index with it, or take a model without a map"
              .formatted(model.name()));
    }
    model.encoder().ifPresent(own -> model.requireEncoder(measured(own, encoder)));
  }

  /** What an embedding model makes of the texts that another encoder is known by. */
  private static EncoderFingerprint measured(EncoderFingerprint own, EmbeddingModel encoder) {
    List<ProbeText> probes =
        own.probes().stream()
            .map(
                probe -> ProbeText.of(probe.text(), encoder.embed(probe.text()).content().vector()))
            .toList();
    return new EncoderFingerprint(encoder.modelName(), "", probes);
  }

  @Override
  public List<Content> next(
      Conversation conversation, List<String> before, String newest, Search wanted) {
    requirePossible(wanted);
    List<String> chunks = conversation.chunks(before, newest);
    List<TextSegment> last =
        chunks.subList(Math.max(0, chunks.size() - model.contextLength()), chunks.size()).stream()
            .map(TextSegment::from)
            .toList();
    List<float[]> context =
        encoder.embedAll(last).content().stream().map(Embedding::vector).toList();
    float[] query = QueryVector.of(Strategy.Vector.MODEL, context, Optional.of(model)).vector();
    return matches(Embedding.from(query), wanted.keepContext() ? List.of() : context, wanted)
        .stream()
        .map(StoreSource::content)
        .toList();
  }

  private static void requirePossible(Search wanted) {
    if (wanted.scope() != Search.Scope.ANY || wanted.diversity().isPresent()) {
      throw new IllegalArgumentException(
          "a store of embeddings is searched as a whole and by cosine alone: leave scope and"
              + " diversity out, or make an index");
    }
  }

  /** The nearest that are not of the context itself. */
  private List<EmbeddingMatch<TextSegment>> matches(
      Embedding query, List<float[]> context, Search wanted) {
    for (long most = (long) wanted.count() + context.size(); ; most *= 4) {
      int asked = (int) Math.min(most, Integer.MAX_VALUE);
      List<EmbeddingMatch<TextSegment>> found =
          store
              .search(
                  EmbeddingSearchRequest.builder()
                      .queryEmbedding(query)
                      .maxResults(asked)
                      .filter(filter(wanted.filters()))
                      .build())
              .matches();
      List<EmbeddingMatch<TextSegment>> kept =
          found.stream()
              .filter(match -> match.embedded() != null && !isOneOf(match, context))
              .limit(wanted.count())
              .toList();
      if (kept.size() == wanted.count() || found.size() < asked) {
        return kept;
      }
    }
  }

  private static @Nullable Filter filter(Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .<Filter>map(each -> new IsEqualTo(each.getKey(), each.getValue()))
        .reduce((all, each) -> Filter.and(all, each))
        .orElse(null);
  }

  private static boolean isOneOf(EmbeddingMatch<TextSegment> match, List<float[]> context) {
    @Nullable Embedding embedding = match.embedding();
    return embedding != null
        && context.stream()
            .anyMatch(each -> Rows.cosine(each, embedding.vector()) > 1 - Similarities.ROUNDING);
  }

  private static Content content(EmbeddingMatch<TextSegment> match) {
    return Content.from(
        match.embedded(),
        Map.of(
            ContentMetadata.SCORE,
            match.score(),
            ContentMetadata.EMBEDDING_ID,
            match.embeddingId()));
  }
}
