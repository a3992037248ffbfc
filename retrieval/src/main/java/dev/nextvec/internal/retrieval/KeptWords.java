package dev.nextvec.internal.retrieval;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteArrayDataOutput;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefHash;

/**
 * The words of every chunk, one chunk after another, in memory: a few chunks' words are found side
 * by side, where the postings of each word of a query would be searched for those chunks.
 */
final class KeptWords implements Occurrences {
  /** Bytes that an index keeps at most, about: 64 MB. */
  static final long ROOM = 1 << 26;

  /** Of a word, beside where it stands. */
  private static final int OF_WORD = 40;

  /** Of a word in a chunk: steps from number to number are small, and most words stand once. */
  private static final int OF_PLACE = 3;

  /** Most bytes of two numbers in Lucene's coding. */
  private static final int LONGEST = 10;

  /** The number of each word, in the order of the index. */
  private final BytesRefHash numbers = new BytesRefHash();

  private final int[] having;

  /** By chunk, where its words begin; at the end where the last one's end. */
  private final int[] starts;

  /**
   * Of each word of a chunk, ascending: how far its number is from the one before it, doubled, and
   * 1 more if it stands there once; else how often behind that.
   */
  private final byte[] places;

  /** Whether the words of an index have room in so many bytes. */
  static boolean fit(Terms terms, int chunks, long room) throws IOException {
    return terms.size() * OF_WORD + terms.getSumDocFreq() * OF_PLACE + (long) chunks * Integer.BYTES
        <= room;
  }

  /** Reads the postings of all words, twice. */
  KeptWords(Terms terms, int chunks) throws IOException {
    this.having = new int[Math.toIntExact(terms.size())];
    this.starts = new int[chunks + 1];
    byte[] scratch = new byte[LONGEST];
    each(terms, (chunk, step, times) -> starts[chunk + 1] += write(scratch, 0, step, times));
    Arrays.parallelPrefix(starts, Integer::sum);
    this.places = new byte[starts[chunks]];
    int[] ends = starts.clone();
    each(terms, (chunk, step, times) -> ends[chunk] += write(places, ends[chunk], step, times));
    TermsEnum words = terms.iterator();
    for (int number = 0; number < having.length; number++) {
      numbers.add(words.next());
      having[number] = words.docFreq();
    }
  }

  /** What is done with a word of a chunk. */
  private interface Place {
    void of(int chunk, int step, int times) throws IOException;
  }

  private void each(Terms terms, Place use) throws IOException {
    int[] last = new int[starts.length];
    TermsEnum words = terms.iterator();
    PostingsEnum postings = null;
    for (int number = 0; words.next() != null; number++) {
      postings = words.postings(postings, PostingsEnum.FREQS);
      for (int chunk = postings.nextDoc();
          chunk != DocIdSetIterator.NO_MORE_DOCS;
          chunk = postings.nextDoc()) {
        use.of(chunk, number - last[chunk], postings.freq());
        last[chunk] = number;
      }
    }
  }

  /** Returns how many bytes it took. */
  private static int write(byte[] into, int at, int step, int times) throws IOException {
    ByteArrayDataOutput out = new ByteArrayDataOutput(into, at, into.length - at);
    out.writeVInt(step << 1 | (times == 1 ? 1 : 0));
    if (times > 1) {
      out.writeVInt(times);
    }
    return out.getPosition() - at;
  }

  @Override
  public void each(List<String> words, int[] chunks, Use use) {
    int[] numberOf = new int[words.size()];
    Asked asked = Asked.none(words.size());
    for (int word = 0; word < numberOf.length; word++) {
      numberOf[word] = numbers.find(new BytesRef(words.get(word)));
      if (numberOf[word] >= 0) {
        asked.put(numberOf[word], word);
      }
    }
    long[] found = new long[numberOf.length]; // a word, and how often
    for (int i = 0; i < chunks.length; i++) {
      int count = find(chunks[i], asked, found);
      Arrays.sort(found, 0, count);
      for (int k = 0; k < count; k++) {
        int word = (int) (found[k] >>> Integer.SIZE);
        use.of(word, i, having[numberOf[word]], (int) found[k]);
      }
    }
  }

  /** Returns how many of the words a chunk has. */
  private int find(int chunk, Asked asked, long[] found) {
    int from = starts[chunk];
    ByteArrayDataInput in = new ByteArrayDataInput(places, from, starts[chunk + 1] - from);
    int count = 0;
    int number = 0;
    while (!in.eof()) {
      int code = in.readVInt();
      number += code >>> 1;
      int times = (code & 1) == 1 ? 1 : in.readVInt();
      int word = asked.of(number);
      if (word >= 0) {
        found[count++] = (long) word << Integer.SIZE | times;
      }
    }
    return count;
  }

  /**
   * A table of words by their number, at most a quarter full.
   *
   * @param numbers -1 where none is
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Asked(int[] numbers, int[] words) {
    static Asked none(int count) {
      int size = Integer.highestOneBit(count + 1) << 3; // more than four times as many
      int[] numbers = new int[size];
      Arrays.fill(numbers, -1);
      return new Asked(numbers, new int[size]);
    }

    void put(int number, int word) {
      int at = at(number);
      numbers[at] = number;
      words[at] = word;
    }

    /** -1 where it is not there. */
    int of(int number) {
      int at = at(number);
      return numbers[at] == number ? words[at] : -1;
    }

    private int at(int number) {
      int at = number & (numbers.length - 1);
      while (numbers[at] >= 0 && numbers[at] != number) {
        at = (at + 1) & (numbers.length - 1);
      }
      return at;
    }
  }
}
