package dev.nextvec.internal.retrieval;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.similarities.Similarity.SimScorer;

/**
 * BM25 of the chunks of a bank for many texts, one after another: to the last bit what the index
 * gives, but what a frequent word adds to each chunk is found once and kept. Safe to share.
 */
final class BankWords {
  /** Adding what is kept for all chunks costs as much as looking at so many of them. */
  private static final int SHARE = 16;

  /** Numbers that are kept, 64 MB. */
  private static final int ROOM = 1 << 24;

  private static final int NOT_THERE = -1;

  private final ChunkIndex index;
  private final int size;
  private final int[] places;
  private final Map<String, float[]> frequent = new ConcurrentHashMap<>();

  BankWords(ChunkIndex index, Bank bank) {
    this.index = index;
    this.size = bank.size();
    this.places = new int[Math.toIntExact(index.rows())];
    Arrays.fill(places, NOT_THERE);
    for (int place = 0; place < size; place++) {
      places[bank.indexed(place)] = place;
    }
  }

  /** Scores by place, for a text of one chunk. */
  float[] of(String text) throws IOException {
    float[] scores = new float[size];
    for (String word : index.cut(text)) {
      float[] kept = frequent.get(word);
      if (kept == null) {
        index.eachChunk(word, (postings, scorer) -> add(word, postings, scorer, scores));
      } else {
        add(kept, scores);
      }
    }
    return scores;
  }

  private void add(String word, PostingsEnum postings, SimScorer scorer, float[] scores)
      throws IOException {
    boolean keep =
        postings.cost() >= size / SHARE && frequent.size() < Math.max(1, ROOM / Math.max(1, size));
    float[] into = keep ? new float[size] : scores;
    int row = postings.nextDoc();
    while (row != DocIdSetIterator.NO_MORE_DOCS) {
      if (places[row] != NOT_THERE) {
        into[places[row]] += index.score(postings, scorer);
      }
      row = postings.nextDoc();
    }
    if (keep) {
      add(into, scores);
      frequent.put(word, into);
    }
  }

  private static void add(float[] more, float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] += more[i];
    }
  }
}
