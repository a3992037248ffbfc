package dev.nextvec.internal.examine;

/** How much a finding matters. */
public enum Level {
  /** Results would be wrong: repair it first. */
  ERROR,
  /** Results may mislead. */
  WARNING,
  /** Worth knowing. */
  INFO
}
