package dev.nextvec.internal.report;

import dev.nextvec.compare.PairedDifference;
import java.util.List;
import java.util.stream.Stream;

/** Says beside a verdict on few documents whether it hangs on one of them. */
final class Robustness {
  /** Stands behind a verdict that hangs on one document. */
  static final String HANGS = "°";

  /** What parts them, so that no line ends between them. */
  static final String GAP = "\u00a0";

  private Robustness() {}

  /** The verdict in words, with its mark. */
  static String marked(PairedDifference contrast) {
    return contrast.verdict().words() + mark(contrast);
  }

  /** A small circle where another verdict would be given without one document, else nothing. */
  static String mark(PairedDifference contrast) {
    return contrast.hangsOnOneDocument() ? GAP + HANGS : "";
  }

  /** What the mark means, as one more sentence; empty where no verdict was tried so. */
  static String note(Stream<PairedDifference> contrasts) {
    List<PairedDifference> tried =
        contrasts.filter(contrast -> contrast.robustness().isPresent()).toList();
    if (tried.isEmpty()) {
      return "";
    }
    long hang = tried.stream().filter(PairedDifference::hangsOnOneDocument).count();
    String fewer = " With fewer than %d test documents one may decide: ";
    return (hang == 0
            ? fewer + "every verdict here stands without the document that moves it most."
            : fewer + "° marks a verdict that is another without the document that moves it most.")
        .formatted(PairedDifference.MANY_DOCUMENTS);
  }
}
