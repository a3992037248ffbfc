package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Terms;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.Test;

/** Scores by words that are kept, and along postings where they have no room. */
class Bm25ScoresTest {
  /** One word in every chunk, one in each third, one 300 times in the tenth, one of each chunk. */
  private static final List<String> CHUNKS =
      IntStream.range(0, 400)
          .mapToObj(
              i ->
                  "common own"
                      + i
                      + (i % 3 == 0 ? " third third" : "")
                      + (i == 10 ? " often".repeat(300) : ""))
          .toList();

  private static final List<String> CONTEXT =
      List.of("common third", "often own7 often", "", "third own10 own399 unknown");

  private static float[][] scores(LeafReader reader, Analyzer analyzer, long room, int[] rows)
      throws IOException {
    Bm25Scores scores = Bm25Scores.of(reader, room);
    List<Set<String>> texts = CONTEXT.stream().map(t -> Words.cut(t, analyzer)).toList();
    float[][] first = scores.of(texts, rows);
    for (int again = 0; again < Bm25Scores.FEW; again++) {
      assertThat(scores.of(texts, rows)).as("asked again").isDeepEqualTo(first);
    }
    for (int text = 0; text < texts.size(); text++) {
      float[] alone = scores.of(Words.of(List.of(CONTEXT.get(text)), analyzer));
      for (int i = 0; i < rows.length; i++) {
        assertThat(first[i][text]).isCloseTo(alone[rows[i]], within(1e-5f));
      }
    }
    return first;
  }

  @Test
  void wordsThatHaveNoRoomScoreAsThoseThatAreKept() throws IOException {
    try (Directory directory = new ByteBuffersDirectory();
        Analyzer analyzer = Words.analyzer()) {
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
        for (String chunk : CHUNKS) {
          Document document = new Document();
          document.add(new TextField(ChunkIndex.TEXT, chunk, Field.Store.NO));
          writer.addDocument(document);
        }
        writer.forceMerge(1);
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        LeafReader all = reader.leaves().getFirst().reader();
        int[] rows = {399, 10, 7, 9, 0, 200};
        Terms terms = Terms.getTerms(all, ChunkIndex.TEXT);
        assertThat(KeptWords.fit(terms, CHUNKS.size(), KeptWords.ROOM)).isTrue();
        assertThat(KeptWords.fit(terms, CHUNKS.size(), 0)).isFalse();
        float[][] kept = scores(all, analyzer, KeptWords.ROOM, rows);
        assertThat(kept[1][1]).as("a word 300 times").isPositive();
        assertThat(kept[2][1]).as("a word of one chunk").isPositive();
        assertThat(scores(all, analyzer, 0, rows)).as("no room").isDeepEqualTo(kept);
      }
    }
  }
}
