package dev.nextvec.langchain4j;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NextvecEmbeddingStoreTest {
  private static final UUID KNOWN = new UUID(3, 4);

  @TempDir Path folder = Path.of("");

  static List<Filter> filters() {
    Filter even = metadataKey("parity").isEqualTo("even");
    Filter few = metadataKey("number").isIn(3, 4, 5L, 6.0);
    return List.of(
        even,
        few,
        metadataKey("number").isEqualTo(7.0),
        metadataKey("half").isEqualTo(2.5f),
        metadataKey("who").isEqualTo(KNOWN),
        Filter.and(even, few),
        Filter.or(even, few),
        Filter.not(Filter.or(even, few)),
        Filter.and(even, Filter.not(few)),
        Filter.or(few, metadataKey("number").isGreaterThan(30)),
        Filter.and(few, metadataKey("number").isLessThan(6)),
        metadataKey("nothing").isNotEqualTo("x"),
        metadataKey("nothing").isEqualTo("x"));
  }

  private static Metadata metadata(int number) {
    Metadata metadata =
        new Metadata().put("number", number).put("parity", number % 2 == 0 ? "even" : "odd");
    if (number % 3 == 0) {
      metadata.put("half", number / 6.0).put("who", number == 9 ? KNOWN : new UUID(1, number));
    }
    return metadata;
  }

  private static EmbeddingSearchRequest request(float[] query, Filter filter) {
    return EmbeddingSearchRequest.builder()
        .queryEmbedding(Embedding.from(query))
        .maxResults(100)
        .filter(filter)
        .build();
  }

  private static float[] vector(Random random) {
    return new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()};
  }

  /** The order of LangChain4j's own cosines among what a filter takes, or what it leaves. */
  private static List<String> order(List<Embedding> all, Embedding query, IntPredicate taken) {
    return IntStream.range(0, all.size())
        .filter(taken)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -CosineSimilarity.between(query, all.get(i))))
        .map(i -> "id" + i)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("filters")
  void findsAndRemovesWhatTheFilterItselfTakes(Filter filter) {
    Random random = new Random(5);
    List<String> ids = new ArrayList<>();
    List<Embedding> embeddings = new ArrayList<>();
    List<TextSegment> segments = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ids.add("id" + i);
      embeddings.add(Embedding.from(vector(random)));
      segments.add(TextSegment.from("text " + i, metadata(i)));
    }
    float[] query = vector(random);
    IntPredicate taken = i -> filter.test(segments.get(i).metadata());
    try (NextvecEmbeddingStore store = NextvecEmbeddingStore.inMemory()) {
      store.addAll(ids, embeddings, segments);
      assertThat(found(store, request(query, filter)))
          .isEqualTo(order(embeddings, Embedding.from(query), taken));
      store.removeAll(filter);
      Filter any = metadataKey("number").isGreaterThan(-1);
      assertThat(found(store, request(query, any)))
          .isEqualTo(order(embeddings, Embedding.from(query), taken.negate()));
    }
  }

  private static List<String> found(NextvecEmbeddingStore store, EmbeddingSearchRequest request) {
    return store.search(request).matches().stream().map(EmbeddingMatch::embeddingId).toList();
  }

  @Test
  void aValueOfAnotherTypeIsRefusedAsByLangChain4jItself() {
    try (NextvecEmbeddingStore own = NextvecEmbeddingStore.inMemory()) {
      own.add(Embedding.from(new float[] {1, 2}), TextSegment.from("text", metadata(4)));
      Filter wrong = metadataKey("number").isEqualTo("5");
      assertThatThrownBy(() -> own.search(request(new float[] {1, 1}, wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Type mismatch");
    }
  }

  @Test
  void aFolderKeepsWhatWasAddedAndOfWhichModelItIs() throws IOException {
    try (NextvecEmbeddingStore store = NextvecEmbeddingStore.open(folder, "one")) {
      store.add("a", Embedding.from(new float[] {1, 2}));
      store.addAll(List.of("b"), List.of(Embedding.from(new float[] {2, 1})), null);
      store.add("a", Embedding.from(new float[] {1, 0}));
      assertThatThrownBy(() -> store.addAll(List.of("c"), List.of(), List.of()))
          .hasMessageContaining("1 ids, 0 embeddings and 0 segments");
    }
    assertThatThrownBy(() -> NextvecEmbeddingStore.open(folder, "two"))
        .hasMessageContaining("are of `one` and cannot be compared with those of `two`");
    try (NextvecEmbeddingStore store = NextvecEmbeddingStore.open(folder, "one")) {
      EmbeddingSearchRequest near =
          EmbeddingSearchRequest.builder()
              .queryEmbedding(Embedding.from(new float[] {1, 0}))
              .maxResults(5)
              .minScore(0.999)
              .build();
      assertThat(store.search(near).matches())
          .singleElement()
          .satisfies(
              match -> {
                assertThat(match.embeddingId()).isEqualTo("a");
                assertThat(match.embedding().vector()).containsExactly(1, 0);
                assertThat(match.embedded()).isNull();
              });
    }
  }
}
