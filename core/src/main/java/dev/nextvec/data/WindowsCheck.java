package dev.nextvec.data;

/** That there is anything to learn from. */
final class WindowsCheck {
  private WindowsCheck() {}

  /**
   * Refuses a dataset without a window.
   *
   * @throws IllegalArgumentException saying how long documents must be and how long they are
   */
  static void requireSome(Windows windows) {
    if (windows.size() > 0) {
      return;
    }
    long longest = windows.documents().stream().mapToLong(Document::count).max().orElse(0);
    throw new IllegalArgumentException(
        tooShort(windows.contextLength(), windows.documents().size(), longest));
  }

  /** Says how long documents must be and how long they are. */
  static String tooShort(int contextLength, long documents, long longest) {
    return "no document has the %d chunks that a window needs (%d of context and the one to predict): the longest of %d has %d; use longer documents, smaller chunks or a shorter context"
        .formatted(contextLength + 1, contextLength, documents, longest);
  }
}
