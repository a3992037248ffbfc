package dev.nextvec.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithRemovalIT;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** LangChain4j's own tests of removing, on a store in memory. */
@Tag("slow")
class RemovalContractTest extends EmbeddingStoreWithRemovalIT {
  private static EncoderModel model = EncoderModel.none();

  private final NextvecEmbeddingStore store = NextvecEmbeddingStore.inMemory();

  @BeforeAll
  static void open() throws IOException {
    model = EncoderModel.open();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Override
  protected EmbeddingStore<TextSegment> embeddingStore() {
    return store;
  }

  @Override
  protected EmbeddingModel embeddingModel() {
    return model;
  }
}
