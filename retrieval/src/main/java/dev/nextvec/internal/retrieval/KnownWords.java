package dev.nextvec.internal.retrieval;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks have a word, and how often, of words that were asked for before: finding a word
 * among those of an index takes longer than looking up a few chunks here. Words are kept as long as
 * there is room. Safe to share.
 */
final class KnownWords {
  /** Bytes that an index keeps, about: 64 MB. */
  static final long ROOM = 1 << 26;

  /** Of a word, beside its chunks. */
  private static final int OF_WORD = 200;

  private static final int OF_CHUNK = Integer.BYTES + 1;

  /** Where one chunk of so many has a word, it is kept for every chunk. */
  private static final int SHARE = 64;

  /** Along more chunks than that an index, which skips some, walks faster. */
  private static final int MOST_WALKED = 2048;

  private static final int MOST_TIMES = 255;

  private final int chunks;
  private final long room;
  private final Map<String, Places> all = new ConcurrentHashMap<>();
  private final AtomicLong used = new AtomicLong();

  /**
   * Of one word.
   *
   * @param chunks that have it, ascending; empty where {@code times} is of every chunk
   * @param times how often, without a sign
   * @param having so many chunks have it
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Places(int[] chunks, byte[] times, int having) {
    /**
     * How often some chunks have it.
     *
     * @param wanted ascending
     */
    int[] times(int[] wanted) {
      int[] found = new int[wanted.length];
      int at = 0;
      for (int i = 0; i < wanted.length; i++) {
        if (chunks.length == 0) {
          found[i] = Byte.toUnsignedInt(times[wanted[i]]);
          continue;
        }
        while (at < chunks.length && chunks[at] < wanted[i]) {
          at++;
        }
        if (at == chunks.length) {
          break;
        }
        found[i] = chunks[at] == wanted[i] ? Byte.toUnsignedInt(times[at]) : 0;
      }
      return found;
    }
  }

  /** Keeps nothing yet, and never more than so many bytes, about. */
  KnownWords(int chunks, long room) {
    this.chunks = chunks;
    this.room = room;
  }

  /** What is known of a word; null where nothing is. */
  @Nullable Places of(String word) {
    return all.get(word);
  }

  /**
   * Keeps a word.
   *
   * @param word where {@code places} is
   * @return null where there is no room, or it is in too many chunks, or too often in one
   */
  @Nullable Places keep(String word, TermsEnum places) throws IOException {
    int having = places.docFreq();
    boolean every = (long) having * SHARE >= chunks;
    long bytes = OF_WORD + (every ? chunks : (long) having * OF_CHUNK);
    if (used.get() + bytes > room || (!every && having > MOST_WALKED)) {
      return null;
    }
    int[] own = new int[every ? 0 : having];
    byte[] times = new byte[every ? chunks : having];
    PostingsEnum postings = places.postings(null, PostingsEnum.FREQS);
    int at = 0;
    for (int chunk = postings.nextDoc();
        chunk != DocIdSetIterator.NO_MORE_DOCS;
        chunk = postings.nextDoc()) {
      if (postings.freq() > MOST_TIMES) {
        return null;
      }
      times[every ? chunk : at] = (byte) postings.freq();
      if (!every) {
        own[at++] = chunk;
      }
    }
    Places kept = new Places(own, times, having);
    if (all.put(word, kept) == null) {
      used.addAndGet(bytes);
    }
    return kept;
  }
}
