package dev.nextvec.text;

/**
 * A file, or one of several parts of a large one: the documents that begin in a stretch of its
 * bytes.
 *
 * @param number which part, from 0
 * @param of number of parts
 */
record FilePart(CorpusFile file, int number, int of) {
  FilePart {
    if (number < 0 || number >= of) {
      throw new IllegalArgumentException("there is no part %d of %d".formatted(number, of));
    }
  }

  /** All of a file. */
  static FilePart whole(CorpusFile file) {
    return new FilePart(file, 0, 1);
  }

  boolean isWhole() {
    return of == 1;
  }

  /** Whether no other part follows. */
  boolean isLast() {
    return number == of - 1;
  }

  /** First byte of the stretch. */
  long from() {
    return at(number);
  }

  /** End of the stretch. */
  long to() {
    return at(number + 1);
  }

  private long at(int part) {
    return file.bytes() / of * part + file.bytes() % of * part / of;
  }
}
