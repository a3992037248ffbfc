package dev.nextvec.text;

import java.util.List;

/** What is known of letters in every script. */
final class Letters {
  /**
   * Begins a line of a block that repeats what an earlier block says: a reminder for {@link
   * Chunker}. Text never begins so, for it has no such space.
   */
  static final String REMINDER = "\uFEFF\t";

  private Letters() {}

  /** Number of Unicode letters. */
  static long count(CharSequence text) {
    return text.codePoints().filter(Character::isLetter).count();
  }

  /** Letters of blocks without their reminders. */
  static long ofBlocks(List<String> blocks) {
    return blocks.stream()
        .flatMap(String::lines)
        .filter(line -> !line.startsWith(REMINDER))
        .mapToLong(Letters::count)
        .sum();
  }
}
