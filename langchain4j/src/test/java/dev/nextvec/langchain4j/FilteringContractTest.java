package dev.nextvec.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithFilteringIT;
import dev.nextvec.text.DefaultEncoder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own tests of adding, searching and filtering, on a store in a folder. */
@Tag("slow")
class FilteringContractTest extends EmbeddingStoreWithFilteringIT {
  private static EncoderModel model = EncoderModel.none();

  @TempDir Path folder = Path.of("");
  private NextvecEmbeddingStore store = NextvecEmbeddingStore.inMemory();

  @BeforeAll
  static void open() throws IOException {
    model = EncoderModel.open();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Override
  protected void ensureStoreIsReady() {
    try {
      store = NextvecEmbeddingStore.open(folder, DefaultEncoder.NAME);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Override
  protected EmbeddingStore<TextSegment> embeddingStore() {
    return store;
  }

  @Override
  protected EmbeddingModel embeddingModel() {
    return model;
  }

  @Override
  protected boolean supportsContains() {
    return true;
  }
}
