package dev.nextvec.internal.retrieval;

import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity.SimScorer;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.SmallFloat;

/**
 * BM25 of every chunk for a query's words, term after term: Lucene's own formula over Lucene's
 * postings. Its query classes would stop at 1,024 words, and a context of five chunks may have
 * more. Safe to share.
 */
final class Bm25Scores {
  static final float K1 = 1.2f;
  static final float B = 0.75f;

  private final LeafReader reader;
  private final byte[] lengths;
  private final CollectionStatistics collection;

  private Bm25Scores(LeafReader reader, byte[] lengths, CollectionStatistics collection) {
    this.reader = reader;
    this.lengths = lengths;
    this.collection = collection;
  }

  /** The scores of an index that has text. */
  static Bm25Scores of(LeafReader reader) throws IOException {
    byte[] lengths = new byte[reader.maxDoc()];
    NumericDocValues norms = reader.getNormValues(ChunkIndex.TEXT);
    if (norms != null) {
      while (norms.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        lengths[norms.docID()] = (byte) norms.longValue();
      }
    }
    int chunks = Math.max(1, reader.getDocCount(ChunkIndex.TEXT));
    long occurrences = Math.max(chunks, reader.getSumTotalTermFreq(ChunkIndex.TEXT));
    return new Bm25Scores(
        reader,
        lengths,
        new CollectionStatistics(
            ChunkIndex.TEXT,
            reader.maxDoc(),
            chunks,
            occurrences,
            Math.clamp(reader.getSumDocFreq(ChunkIndex.TEXT), chunks, occurrences)));
  }

  /** How many words a chunk has, to an eighth for more than 40. */
  int length(int chunk) {
    return SmallFloat.byte4ToInt(lengths[chunk]);
  }

  /**
   * Scores of some chunks.
   *
   * @param chunks in any order
   */
  float[] of(Words words, int[] chunks) throws IOException {
    int[] order =
        IntStream.range(0, chunks.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> chunks[i]))
            .mapToInt(i -> i)
            .toArray();
    float[] scores = new float[chunks.length];
    each(
        words,
        (postings, scorer) -> {
          for (int i : order) {
            int wanted = chunks[i];
            int at = postings.docID() < wanted ? postings.advance(wanted) : postings.docID();
            if (at == wanted) {
              scores[i] += scorer.score(postings.freq(), lengths[wanted]);
            }
          }
        });
    return scores;
  }

  /** Scores by chunk; 0 where no word is shared. */
  float[] of(Words words) throws IOException {
    float[] scores = new float[lengths.length];
    each(words, (postings, scorer) -> add(postings, scorer, scores));
    return scores;
  }

  /** What is done with the chunks that have a word. */
  private interface Each {
    void of(PostingsEnum postings, SimScorer scorer) throws IOException;
  }

  private void each(Words words, Each each) throws IOException {
    Terms terms = reader.terms(ChunkIndex.TEXT);
    if (terms == null) {
      return;
    }
    BM25Similarity similarity = new BM25Similarity(K1, B);
    TermsEnum places = terms.iterator();
    PostingsEnum postings = null;
    for (Map.Entry<String, Float> word : words.weights().entrySet()) {
      BytesRef term = new BytesRef(word.getKey());
      if (places.seekExact(term)) {
        TermStatistics known = new TermStatistics(term, places.docFreq(), places.totalTermFreq());
        postings = places.postings(postings, PostingsEnum.FREQS);
        each.of(postings, similarity.scorer(word.getValue(), collection, known));
      }
    }
  }

  private void add(PostingsEnum postings, SimScorer scorer, float[] scores) throws IOException {
    for (int chunk = postings.nextDoc();
        chunk != DocIdSetIterator.NO_MORE_DOCS;
        chunk = postings.nextDoc()) {
      scores[chunk] += scorer.score(postings.freq(), lengths[chunk]);
    }
  }
}
