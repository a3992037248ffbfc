package dev.nextvec.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderFingerprint.ProbeText;
import dev.nextvec.model.RandomModels;
import dev.nextvec.retrieval.Search;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What retrieving by a model's prediction does in any store of embeddings. */
abstract class AnyStoreContract {
  /** Each word of these has a number in an embedding. */
  private static final List<String> WORDS = List.of("tank", "seal", "lime", "boiler", "tea");

  /** Counts words. */
  private static final class Counting implements EmbeddingModel {
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      return Response.from(segments.stream().map(each -> embedding(each.text())).toList());
    }
  }

  private static final EmbeddingModel COUNTING = new Counting();
  private static final Mean MODEL = Mean.of(3, WORDS.size(), Optional.empty());

  /** An empty store. */
  abstract EmbeddingStore<TextSegment> store();

  private static Embedding embedding(String text) {
    float[] vector = new float[WORDS.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = 0.01f + (text.contains(WORDS.get(i)) ? 1 : 0);
    }
    return Embedding.from(vector);
  }

  @BeforeEach
  void fill() {
    List<TextSegment> segments =
        List.of(
            TextSegment.from("tank and seal", Metadata.from("page", "leaks")),
            TextSegment.from("seal", Metadata.from("page", "leaks")),
            TextSegment.from("lime and boiler", Metadata.from("page", "descaling")),
            TextSegment.from("tea", Metadata.from("page", "brewing")));
    List<Embedding> embeddings = segments.stream().map(each -> embedding(each.text())).toList();
    store().addAll(embeddings, segments);
  }

  private NextvecContentRetriever retriever(int count) {
    return NextvecContentRetriever.over(store(), COUNTING, MODEL, count);
  }

  private static Query query(String text, String... memory) {
    return Query.from(
        text,
        dev.langchain4j.rag.query.Metadata.from(
            UserMessage.from(text),
            "me",
            List.of(memory).stream().<ChatMessage>map(UserMessage::from).toList()));
  }

  private static List<String> texts(List<Content> contents) {
    return contents.stream().map(content -> content.textSegment().text()).toList();
  }

  @Test
  void findsWhatIsNearThePredictionAfterTheConversation() {
    assertThat(texts(retriever(1).retrieve(query("seal", "a tank", "a tank"))))
        .containsExactly("tank and seal");
    assertThat(texts(retriever(1).retrieve(query("the boiler", "has lime"))))
        .containsExactly("lime and boiler");
  }

  @Test
  void leavesOutWhatTheContextItselfIsUnlessItIsWanted() {
    assertThat(texts(retriever(2).retrieve(query("seal"))))
        .hasSize(2)
        .first()
        .isEqualTo("tank and seal");
    assertThat(
            texts(
                retriever(1)
                    .withSearch(
                        any ->
                            new Search(1, true, Search.Scope.ANY, Map.of(), OptionalDouble.empty()))
                    .retrieve(query("seal"))))
        .containsExactly("seal");
  }

  @Test
  void filtersByMetadataAndKeepsItWithIdAndScore() {
    List<Content> found =
        retriever(1)
            .withSearch(
                any ->
                    new Search(
                        5,
                        false,
                        Search.Scope.ANY,
                        Map.of("page", "descaling"),
                        OptionalDouble.empty()))
            .retrieve(query("seal and tank"));
    assertThat(texts(found)).containsExactly("lime and boiler");
    assertThat(found.getFirst().textSegment().metadata().getString("page")).isEqualTo("descaling");
    assertThat(found.getFirst().metadata())
        .containsOnlyKeys(ContentMetadata.SCORE, ContentMetadata.EMBEDDING_ID);
  }

  @Test
  void refusesWhatNoStoreKnowsAndAModelOfAnotherEncoder() {
    Search scoped =
        new Search(1, false, Search.Scope.SAME_DOCUMENT, Map.of(), OptionalDouble.empty());
    assertThatThrownBy(() -> retriever(1).withSearch(any -> scoped).retrieve(query("tea")))
        .hasMessageContaining("leave scope and diversity out");
    EncoderFingerprint same =
        new EncoderFingerprint(
            "counting", "", List.of(ProbeText.of("tea", embedding("tea").vector())));
    EncoderFingerprint other =
        new EncoderFingerprint(
            "other", "", List.of(ProbeText.of("tea", embedding("lime").vector())));
    NextvecContentRetriever.over(store(), COUNTING, Mean.of(3, WORDS.size(), Optional.of(same)), 1);
    assertThatThrownBy(
            () ->
                NextvecContentRetriever.over(
                    store(), COUNTING, Mean.of(3, WORDS.size(), Optional.of(other)), 1))
        .hasMessageContaining("the model `mean` takes no such vectors")
        .hasMessageContaining("probe text \"tea\"");
  }

  @Test
  void refusesAModelThatComparesWithMappedChunks() {
    Mean mapped =
        new Mean(3, WORDS.size(), Optional.empty(), Optional.of(RandomModels.map(WORDS.size())));
    assertThatThrownBy(() -> NextvecContentRetriever.over(store(), COUNTING, mapped, 1))
        .hasMessageContaining("the model `mean` compares its prediction with mapped chunks")
        .hasMessageContaining("make an index with it");
  }
}
