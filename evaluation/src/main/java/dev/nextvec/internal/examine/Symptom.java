package dev.nextvec.internal.examine;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the doctor may notice; {@code docs/doctor.md} says what each means. */
public enum Symptom {
  NOT_FINITE,
  ZERO_VECTOR,
  OVERLAPPING_DOCUMENTS("documents overlap"),
  NO_SPLIT("there is none"),
  EQUAL_ACROSS_SPLIT("equal vectors cross it"),
  NEAR_ACROSS_SPLIT("near copies cross it"),
  COPIED_DOCUMENTS("copies of documents cross it"),
  COPIED_PASSAGES("copied passages cross it"),
  COPIED_WORDS("documents with the words of others cross it"),
  COPIED_CHUNKS("near copies of chunks cross it"),
  TEXTS_UNREADABLE,
  BOUNDARIES_OFF("boundaries of documents are off"),
  TWO_ENCODERS("documents were encoded in two ways"),
  ENCODER_DIFFERS,
  BOUNDARIES_UNKNOWN("the documents are unknown"),
  OFF_UNIT,
  CONSTANT_DIMENSION,
  NO_ORDER,
  JOINED_DOCUMENTS,
  REPEATED_NEIGHBOURS,
  DOCUMENTS_REVERSED,
  PARTS_DIFFER("its parts differ"),
  SMALL_PART,
  CUT_CHUNKS,
  NEAR_SEARCH_INCOMPLETE,
  SHORT_DOCUMENTS,
  ROWS_WITHOUT_DOCUMENT,
  EQUAL_WITHIN_PART,
  NEAR_WITHIN_PART,
  ENCODER_UNKNOWN,
  ENCODER_NOT_CHECKED,
  ENCODER_SAME,
  DIRECTION_UNKNOWN,
  SAMPLED,
  LEFT_OUT,
  CUTS_UNKNOWN;

  /** Copies that cross the split, by the search among all rows. */
  static final Set<Symptom> ACROSS = Set.of(EQUAL_ACROSS_SPLIT, NEAR_ACROSS_SPLIT);

  /** The same by any search: one group for the copies mends each of them. */
  static final Set<Symptom> COPIES =
      Set.of(
          EQUAL_ACROSS_SPLIT,
          NEAR_ACROSS_SPLIT,
          COPIED_DOCUMENTS,
          COPIED_PASSAGES,
          COPIED_WORDS,
          COPIED_CHUNKS);

  private final String againstSplit;

  Symptom() {
    this("");
  }

  Symptom(String againstSplit) {
    this.againstSplit = againstSplit;
  }

  /** What it says against the split, as part of a sentence; empty where it says nothing of it. */
  Optional<String> againstSplit() {
    return againstSplit.isEmpty() ? Optional.empty() : Optional.of(againstSplit);
  }

  /** Its name on every surface, which stays the same for programs: {@code zero-vector}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
