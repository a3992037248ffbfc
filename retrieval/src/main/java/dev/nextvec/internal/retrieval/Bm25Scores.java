package dev.nextvec.internal.retrieval;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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
import org.jspecify.annotations.Nullable;

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

  private final LeafReader reader;
  private final byte[] lengths;
  private final CollectionStatistics collection;
  private final KnownWords knownWords;
  private final Map<Integer, SimScorer> scorers = new ConcurrentHashMap<>();

  private Bm25Scores(
      LeafReader reader, byte[] lengths, CollectionStatistics collection, KnownWords knownWords) {
    this.reader = reader;
    this.lengths = lengths;
    this.collection = collection;
    this.knownWords = knownWords;
  }

  /**
   * The scores of an index that has text.
   *
   * @param room bytes for words that were asked for
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
        reader,
        lengths,
        new CollectionStatistics(
            ChunkIndex.TEXT,
            reader.maxDoc(),
            chunks,
            occurrences,
            Math.clamp(reader.getSumDocFreq(ChunkIndex.TEXT), chunks, occurrences)),
        new KnownWords(lengths.length, room));
  }

  /** How many words a chunk has, to an eighth for more than 40. */
  int length(int chunk) {
    return SmallFloat.byte4ToInt(lengths[chunk]);
  }

  /**
   * Scores of some chunks for each of several texts. A word that stands in more than one of them is
   * looked up once.
   *
   * @param texts each of one chunk, whose words count 1
   * @param chunks in any order
   * @return {@code [chunks][texts]}
   */
  float[][] of(List<Words> texts, int[] chunks) throws IOException {
    int[] order =
        IntStream.range(0, chunks.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> chunks[i]))
            .mapToInt(i -> i)
            .toArray();
    Map<String, BitSet> having = new LinkedHashMap<>();
    for (int text = 0; text < texts.size(); text++) {
      for (String word : texts.get(text).weights().keySet()) {
        having.computeIfAbsent(word, any -> new BitSet()).set(text);
      }
    }
    float[][] scores = new float[chunks.length][texts.size()];
    Terms terms = reader.terms(ChunkIndex.TEXT);
    if (terms != null) {
      Lookup lookup = new Lookup(terms.iterator(), chunks, order, scores);
      for (Map.Entry<String, BitSet> word : having.entrySet()) {
        lookup.add(word.getKey(), word.getValue());
      }
    }
    return scores;
  }

  /** Looks up what words add to the scores of some chunks for some texts. */
  private final class Lookup {
    private final TermsEnum places;
    private final int[] chunks;
    private final int[] order;
    private final int[] ascending;
    private final float[][] scores;
    private @Nullable PostingsEnum postings;

    Lookup(TermsEnum places, int[] chunks, int[] order, float[][] scores) {
      this.places = places;
      this.chunks = chunks;
      this.order = order;
      this.ascending = Arrays.stream(order).map(i -> chunks[i]).toArray();
      this.scores = scores;
    }

    void add(String word, BitSet texts) throws IOException {
      KnownWords.Places known = knownWords.of(word);
      if (known == null && places.seekExact(new BytesRef(word))) {
        known = knownWords.keep(word, places);
        if (known == null) {
          walk(texts);
        }
      }
      if (known != null) {
        look(known, texts);
      }
    }

    /** Most words are in none of the chunks, and need no scorer. */
    private void look(KnownWords.Places known, BitSet texts) {
      SimScorer scorer = null;
      int[] times = known.times(ascending);
      for (int i = 0; i < times.length; i++) {
        if (times[i] > 0) {
          scorer = scorer == null ? scorer(known.having()) : scorer;
          add(order[i], scorer.score(times[i], lengths[ascending[i]]), texts);
        }
      }
    }

    /** Along the postings of a word. */
    private void walk(BitSet texts) throws IOException {
      SimScorer scorer = null;
      postings = places.postings(postings, PostingsEnum.FREQS);
      int at = postings.docID();
      for (int i : order) {
        at = at < chunks[i] ? postings.advance(chunks[i]) : at;
        if (at == DocIdSetIterator.NO_MORE_DOCS) {
          return;
        }
        if (at == chunks[i]) {
          scorer = scorer == null ? scorer(places.docFreq()) : scorer;
          add(i, scorer.score(postings.freq(), lengths[at]), texts);
        }
      }
    }

    private void add(int i, float score, BitSet texts) {
      for (int text = texts.nextSetBit(0); text >= 0; text = texts.nextSetBit(text + 1)) {
        scores[i][text] += score;
      }
    }
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
    Terms terms = reader.terms(ChunkIndex.TEXT);
    if (terms == null) {
      return;
    }
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
    for (int chunk = postings.nextDoc();
        chunk != DocIdSetIterator.NO_MORE_DOCS;
        chunk = postings.nextDoc()) {
      scores[chunk] += scorer.score(postings.freq(), lengths[chunk]);
    }
  }
}
