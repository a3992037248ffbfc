package dev.nextvec.internal.retrieval;

import java.io.IOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
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

  /** Numbers of chunks for which a table of 256 scores is kept: 5 MB. */
  private static final int MOST_SCORERS = 4096;

  /** So many searches go along the postings. */
  static final int FEW = 4;

  private final Terms terms;
  private final byte[] lengths;
  private final CollectionStatistics collection;
  private final long room;
  private final Map<Integer, SimScorer> scorers = new ConcurrentHashMap<>();
  private final AtomicInteger searches = new AtomicInteger();
  private volatile Occurrences occurrences;

  private Bm25Scores(Terms terms, byte[] lengths, CollectionStatistics collection, long room) {
    this.terms = terms;
    this.lengths = lengths;
    this.collection = collection;
    this.room = room;
    this.occurrences = new WalkedWords(terms);
  }

  /**
   * The scores of an index that has text.
   *
   * @param room bytes in which the words of all chunks may be kept
   */
  static Bm25Scores of(LeafReader reader, long room) throws IOException {
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
        Terms.getTerms(reader, ChunkIndex.TEXT),
        lengths,
        new CollectionStatistics(
            ChunkIndex.TEXT,
            reader.maxDoc(),
            chunks,
            occurrences,
            Math.clamp(reader.getSumDocFreq(ChunkIndex.TEXT), chunks, occurrences)),
        room);
  }

  /** How many words a chunk has, to an eighth for more than 40. */
  int length(int chunk) {
    return SmallFloat.byte4ToInt(lengths[chunk]);
  }

  /**
   * Scores of some chunks for each of several texts. A word that stands in more than one of them is
   * looked up once.
   *
   * @param texts words of each, which count 1
   * @param chunks in any order
   * @return {@code [chunks][texts]}
   */
  float[][] of(List<Set<String>> texts, int[] chunks) throws IOException {
    Map<String, BitSet> having = new LinkedHashMap<>();
    for (int text = 0; text < texts.size(); text++) {
      for (String word : texts.get(text)) {
        having.computeIfAbsent(word, any -> new BitSet()).set(text);
      }
    }
    List<BitSet> in = List.copyOf(having.values());
    SimScorer[] scorer = new SimScorer[in.size()]; // most words are in none of the chunks
    float[][] scores = new float[chunks.length][texts.size()];
    occurrences()
        .each(
            List.copyOf(having.keySet()),
            chunks,
            (word, chunk, chunksHaving, times) -> {
              if (scorer[word] == null) {
                scorer[word] = scorer(chunksHaving);
              }
              float score = scorer[word].score(times, lengths[chunks[chunk]]);
              BitSet own = in.get(word);
              for (int text = own.nextSetBit(0); text >= 0; text = own.nextSetBit(text + 1)) {
                scores[chunk][text] += score;
              }
            });
    return scores;
  }

  /**
   * Reading all words takes as long as hundreds of searches, so whoever searches once or twice does
   * without; meanwhile other threads do, too.
   */
  private Occurrences occurrences() throws IOException {
    if (searches.get() <= FEW
        && searches.incrementAndGet() == FEW + 1
        && KeptWords.fit(terms, lengths.length, room)) {
      occurrences = new KeptWords(terms, lengths.length);
    }
    return occurrences;
  }

  /**
   * Of a word that counts 1. It depends on nothing of the word but how many chunks have it, and
   * there are few such numbers: those of all words, each counted once, have no larger a sum than
   * the chunks have words.
   */
  private SimScorer scorer(int having) {
    SimScorer known = scorers.get(having);
    if (known == null) {
      known =
          new BM25Similarity(K1, B)
              .scorer(1, collection, new TermStatistics(new BytesRef(), having, having));
      if (scorers.size() < MOST_SCORERS) {
        scorers.put(having, known);
      }
    }
    return known;
  }

  /** Scores by chunk; 0 where no word is shared. */
  float[] of(Words words) throws IOException {
    float[] scores = new float[lengths.length];
    each(
        words.weights().keySet(),
        word -> Objects.requireNonNull(words.weights().get(word)),
        (word, postings, scorer) -> add(postings, scorer, scores));
    return scores;
  }

  /** What is done with the chunks that have one word. */
  @FunctionalInterface
  interface Postings {
    void of(PostingsEnum postings, SimScorer scorer) throws IOException;
  }

  /** The chunks that have a word, which counts 1; none where no chunk has it. */
  void each(String word, Postings use) throws IOException {
    each(List.of(word), any -> 1f, (same, postings, scorer) -> use.of(postings, scorer));
  }

  /** What a word adds to the score of the chunk that its postings are at. */
  float score(PostingsEnum postings, SimScorer scorer) throws IOException {
    return scorer.score(postings.freq(), lengths[postings.docID()]);
  }

  /** What is done with the chunks that have a word. */
  private interface Each {
    void of(String word, PostingsEnum postings, SimScorer scorer) throws IOException;
  }

  /** What a word counts. */
  private interface ToFloat {
    float of(String word);
  }

  private void each(Collection<String> words, ToFloat weight, Each each) throws IOException {
    BM25Similarity similarity = new BM25Similarity(K1, B);
    TermsEnum places = terms.iterator();
    PostingsEnum postings = null;
    for (String word : words) {
      BytesRef term = new BytesRef(word);
      if (places.seekExact(term)) {
        TermStatistics known = new TermStatistics(term, places.docFreq(), places.totalTermFreq());
        postings = places.postings(postings, PostingsEnum.FREQS);
        each.of(word, postings, similarity.scorer(weight.of(word), collection, known));
      }
    }
  }

  private void add(PostingsEnum postings, SimScorer scorer, float[] scores) throws IOException {
    DocAndFloatFeatureBuffer some = new DocAndFloatFeatureBuffer();
    postings.nextDoc();
    do {
      postings.nextPostings(DocIdSetIterator.NO_MORE_DOCS, some);
      for (int i = 0; i < some.size; i++) {
        int chunk = some.docs[i];
        scores[chunk] += scorer.score(some.features[i], lengths[chunk]);
      }
    } while (some.size > 0);
  }
}
