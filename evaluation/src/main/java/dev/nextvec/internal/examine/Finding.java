package dev.nextvec.internal.examine;

import java.util.List;

/**
 * Something that was noticed.
 *
 * @param level how much it matters
 * @param code stable name, for programs
 * @param sentence what it is and what to do
 * @param places where: groups of rows that belong together, such as two equal ones; at most {@link
 *     #LISTED}
 * @param count number of such groups in all
 */
public record Finding(
    Level level, String code, String sentence, List<List<ChunkPlace>> places, long count) {
  /** Most groups of rows that are listed. */
  public static final int LISTED = 20;

  public Finding {
    places = places.stream().limit(LISTED).map(List::copyOf).toList();
    if (code.isBlank() || sentence.isBlank() || count < places.size()) {
      throw new IllegalArgumentException("a finding needs a code, a sentence and a true count");
    }
  }

  static Finding of(Level level, String code, String sentence) {
    return new Finding(level, code, sentence, List.of(), 0);
  }
}
