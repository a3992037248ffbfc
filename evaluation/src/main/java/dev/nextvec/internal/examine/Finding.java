package dev.nextvec.internal.examine;

import java.util.List;

/**
 * Something that was noticed.
 *
 * @param level how much it matters
 * @param symptom what was noticed
 * @param sentence what it is and what to do
 * @param places where: groups of rows that belong together, such as two equal ones; at most {@link
 *     #LISTED}
 * @param count number of such groups in all
 */
public record Finding(
    Level level, Symptom symptom, String sentence, List<List<ChunkPlace>> places, long count) {
  /** Most groups of rows that are listed. */
  public static final int LISTED = 20;

  public Finding {
    places = places.stream().limit(LISTED).map(List::copyOf).toList();
    if (sentence.isBlank() || count < places.size()) {
      throw new IllegalArgumentException("a finding needs a sentence and a true count");
    }
  }

  /** The symptom's name, for programs. */
  public String code() {
    return symptom.key();
  }

  static Finding of(Level level, Symptom symptom, String sentence) {
    return new Finding(level, symptom, sentence, List.of(), 0);
  }
}
