package dev.nextvec.internal.twins;

import java.util.Arrays;

/**
 * The runs of three words in a text, as hashes of 39 bits: what a copy still shares with its
 * original wherever both were cut into chunks. Letters of scripts without spaces between words
 * stand for themselves, and a run has eight of them. Case and punctuation do not count.
 */
public final class WordRuns {
  /** Bits of a hash; the rest of the long is zero and is in front. */
  static final int BITS = 39;

  /** A run holds three words, or eight letters that are words by themselves. */
  private static final int RUN = 24;

  private static final int WORD = 8;
  private static final int LETTER = 3;
  private static final int KEPT = 8;

  /** Greek, Latin, Cyrillic and all others before Thai put spaces between words. */
  private static final int FIRST_UNSPACED = 0x0E00;

  private final long[] tokens = new long[KEPT];
  private final int[] weights = new int[KEPT];
  private long count;
  private long word;
  private boolean inWord;
  private long[] runs = new long[256];
  private int size;

  /** Goes on with the next chunk of the text; a word never crosses chunks, a run does. */
  public void add(String text) {
    for (int i = 0; i < text.length(); ) {
      int letter = text.codePointAt(i);
      i += Character.charCount(letter);
      if (letter >= FIRST_UNSPACED && isUnspaced(letter)) {
        endWord();
        token(mix(letter), LETTER);
      } else if (Character.isLetterOrDigit(letter) || isMark(letter)) {
        word = mix(word * 31 + Character.toLowerCase(letter));
        inWord = true;
      } else {
        endWord();
      }
    }
    endWord();
  }

  /** The runs so far, each once, ascending. */
  public long[] distinct() {
    long[] sorted = Arrays.copyOf(runs, size);
    Arrays.sort(sorted);
    return Arrays.stream(sorted).distinct().toArray();
  }

  /**
   * Share of some runs that are among others.
   *
   * @param own ascending, each once
   * @param other the same
   * @return 0 to 1; 0 where there are none
   */
  public static double share(long[] own, long[] other) {
    return own.length == 0 ? 0 : (double) common(own, other) / own.length;
  }

  /** How many runs stand in both; each ascending, once. */
  public static int common(long[] own, long[] other) {
    int found = 0;
    for (int i = 0, j = 0; i < own.length && j < other.length; ) {
      if (own[i] == other[j]) {
        found++;
        i++;
        j++;
      } else if (own[i] < other[j]) {
        i++;
      } else {
        j++;
      }
    }
    return found;
  }

  private void endWord() {
    if (inWord) {
      token(word, WORD);
      word = 0;
      inWord = false;
    }
  }

  private void token(long hash, int weight) {
    int at = (int) (count % KEPT);
    tokens[at] = hash;
    weights[at] = weight;
    count++;
    long run = 0;
    int held = 0;
    for (long back = count - 1; back >= 0 && back >= count - KEPT && held < RUN; back--) {
      held += weights[(int) (back % KEPT)];
      run = mix(run * 31 + tokens[(int) (back % KEPT)]);
    }
    if (held >= RUN) {
      if (size == runs.length) {
        runs = Arrays.copyOf(runs, 2 * size);
      }
      runs[size++] = run >>> (Long.SIZE - BITS);
    }
  }

  private static boolean isMark(int letter) {
    int type = Character.getType(letter);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static boolean isUnspaced(int letter) {
    return switch (Character.UnicodeScript.of(letter)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }

  /** Spreads a number over all bits (the finaliser of MurmurHash3). */
  private static long mix(long value) {
    long h = value + 0x9E3779B97F4A7C15L;
    h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return h ^ (h >>> 33);
  }
}
