import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.nextvec.langchain4j.NextvecEmbeddingStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Keeps embeddings in a folder, and finds one after opening it again. */
public final class Keeps {
  private Keeps() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try (NextvecEmbeddingStore store = NextvecEmbeddingStore.open(folder, "by hand")) {
      store.addAll(
          List.of(Embedding.from(new float[] {1, 0}), Embedding.from(new float[] {0, 1})),
          List.of(TextSegment.from("the house sleeps"), TextSegment.from("tea is served at four")));
    }
    try (NextvecEmbeddingStore store = NextvecEmbeddingStore.open(folder, "by hand")) {
      EmbeddingSearchRequest near =
          EmbeddingSearchRequest.builder()
              .queryEmbedding(Embedding.from(new float[] {0.1f, 1}))
              .maxResults(1)
              .build();
      store.search(near).matches().forEach(match -> System.out.println(match.embedded().text()));
    }
  }
}
