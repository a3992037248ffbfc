package dev.nextvec.text;

import dev.nextvec.internal.wording.Setting;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether chunks are longer than an encoder reads, from their length in characters alone. Of
 * English Wikipedia cut every 1,200 characters 43 % of the pieces go beyond the 256 tokens of a
 * BERT tokenizer, every 1,500 all do; other scripts have fewer characters to a token.
 */
final class CertainCut {
  private static final double USUAL_CHARS = 4.7; // to a token
  private static final int MOST_CHARS = 6;

  private CertainCut() {}

  static Optional<String> warning(int longestTokens, int chunkChars) {
    if (chunkChars <= (long) MOST_CHARS * longestTokens) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "this encoder reads %,d tokens of a chunk, about %,d characters of English. Chunks of"
                + " %,d characters are cut there, and the rest does not count: choose a smaller"
                + " %s",
            longestTokens,
            Math.round(USUAL_CHARS * longestTokens / 100) * 100,
            chunkChars,
            Setting.CHUNK_CHARS));
  }
}
