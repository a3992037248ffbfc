package dev.nextvec.internal.leak;

import dev.nextvec.data.Document;
import dev.nextvec.internal.twins.SharedWords;
import dev.nextvec.internal.twins.Stretch;
import dev.nextvec.internal.twins.WordRuns;
import dev.nextvec.internal.wording.Beginning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What the texts of two documents say of their being copies: the share of one's runs of three words
 * that stand in the other, and a passage of both.
 */
final class TextEvidence {
  private static final int SHOWN = 70;
  private static final long MOST_ROWS = 2000;

  private final RowTexts texts;

  TextEvidence(RowTexts texts) {
    this.texts = texts;
  }

  /** One line on two documents and two of their rows; empty where no texts are kept. */
  String of(Document document, long row, Document other, long otherRow) {
    try {
      Optional<String> passage = texts.text(row);
      Optional<String> copied = texts.text(otherRow);
      if (passage.isEmpty() || copied.isEmpty()) {
        return "";
      }
      return "%s of its runs of three words stand in the other: \"%s\" and \"%s\""
          .formatted(
              Leak.percent(
                  WordRuns.share(
                      SharedWords.runs(stretch(document), texts::text),
                      SharedWords.runs(stretch(other), texts::text))),
              start(passage.get()),
              start(copied.get()));
    } catch (IOException e) {
      return "their texts cannot be read: " + e.getMessage();
    }
  }

  private static Stretch stretch(Document document) {
    return new Stretch(0, document.first(), (int) Math.min(MOST_ROWS, document.count()));
  }

  /** The row of each of two documents whose texts share the most. */
  long[] alike(Document document, Document other) throws IOException {
    List<long[]> others = new ArrayList<>();
    for (long row : rows(other)) {
      others.add(SharedWords.runs(new Stretch(0, row, 1), texts::text));
    }
    long[] best = {document.first(), other.first()};
    int most = 0;
    for (long row : rows(document)) {
      long[] own = SharedWords.runs(new Stretch(0, row, 1), texts::text);
      for (int i = 0; i < others.size(); i++) {
        int common = WordRuns.common(own, others.get(i));
        if (common > most) {
          most = common;
          best = new long[] {row, other.first() + i};
        }
      }
    }
    return best;
  }

  private static long[] rows(Document document) {
    long count = Math.min(MOST_ROWS, document.count());
    return LongStream.range(document.first(), document.first() + count).toArray();
  }

  private static String start(String text) {
    return Beginning.of(text.strip().replaceAll("\\s+", " "), SHOWN, "…");
  }
}
