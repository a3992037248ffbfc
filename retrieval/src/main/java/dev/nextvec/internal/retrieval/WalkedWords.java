package dev.nextvec.internal.retrieval;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * Looks up words along their postings, in the files of an index.
 *
 * @param terms of the text
 */
record WalkedWords(Terms terms) implements Occurrences {
  @Override
  public void each(List<String> words, int[] chunks, Use use) throws IOException {
    int[] ascending =
        IntStream.range(0, chunks.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> chunks[i]))
            .mapToInt(i -> i)
            .toArray();
    TermsEnum places = terms.iterator();
    PostingsEnum postings = null;
    for (int word = 0; word < words.size(); word++) {
      if (places.seekExact(new BytesRef(words.get(word)))) {
        postings = places.postings(postings, PostingsEnum.FREQS);
        int at = postings.docID();
        for (int i : ascending) {
          at = at < chunks[i] ? postings.advance(chunks[i]) : at;
          if (at == chunks[i]) {
            use.of(word, i, places.docFreq(), postings.freq());
          }
        }
      }
    }
  }
}
