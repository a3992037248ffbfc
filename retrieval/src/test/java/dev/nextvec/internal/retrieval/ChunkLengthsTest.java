package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.retrieval.Handbook;
import dev.nextvec.retrieval.Retriever;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkLengthsTest {
  @TempDir Path folder;

  @Test
  void isTheMedianOfChunksThatAreNotTheLastOfTheirDocument() throws IOException {
    try (Retriever retriever = Handbook.open(Handbook.index(folder, true))) {
      assertThat(ChunkLengths.typical(retriever)).hasValue(52);
    }
  }

  @Test
  void aTextIsCutAsTheCorpusWasWhereThatIsFarFromUsual() throws IOException {
    try (Retriever retriever = Handbook.open(Handbook.index(folder, true))) {
      assertThat(ChunkLengths.target(retriever, 400)).isEqualTo(52);
      assertThat(ChunkLengths.target(retriever, 20)).isEqualTo(52);
      assertThat(ChunkLengths.target(retriever, 60)).isEqualTo(60);
    }
  }

  @Test
  void aCorpusWithoutTextsTellsNothing() throws IOException {
    try (Retriever retriever = Handbook.open(Handbook.index(folder, false))) {
      assertThat(ChunkLengths.typical(retriever)).isEmpty();
      assertThat(ChunkLengths.target(retriever, 400)).isEqualTo(400);
    }
  }
}
