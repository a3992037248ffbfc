package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.retrieval.Handbook;
import dev.nextvec.retrieval.Retriever;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
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
      assertThat(ChunkLengths.target(retriever, 400)).hasValue(52);
      assertThat(ChunkLengths.target(retriever, 20)).hasValue(52);
      assertThat(ChunkLengths.target(retriever, 60)).hasValue(60);
    }
  }

  @Test
  void whatIsRecordedGoesBeforeWhatIsMeasured() throws IOException {
    for (boolean texts : new boolean[] {true, false}) {
      Path index = Handbook.index(folder.resolve("texts" + texts), texts, OptionalInt.of(300));
      try (Retriever retriever = Handbook.open(index)) {
        assertThat(ChunkLengths.target(retriever, 400)).hasValue(300);
      }
    }
  }

  @Test
  void aCorpusWithoutTextsTellsNothing() throws IOException {
    try (Retriever retriever = Handbook.open(Handbook.index(folder, false))) {
      assertThat(ChunkLengths.typical(retriever)).isEmpty();
      assertThat(ChunkLengths.target(retriever, 400)).isEmpty();
    }
  }
}
