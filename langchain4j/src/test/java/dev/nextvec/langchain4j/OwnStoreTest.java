package dev.nextvec.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingStore;

/** Retrieving from Nextvec's own store. */
class OwnStoreTest extends AnyStoreContract {
  private final NextvecEmbeddingStore store = NextvecEmbeddingStore.inMemory();

  @Override
  EmbeddingStore<TextSegment> store() {
    return store;
  }
}
