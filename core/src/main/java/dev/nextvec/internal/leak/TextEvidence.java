package dev.nextvec.internal.leak;

import dev.nextvec.data.Document;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the texts of two documents say of their being copies: the share of one's runs of three words
 * that stand in the other, and a passage of both. Only the few documents that vectors name are
 * read, so the sets are compared whole, and neither sketches such as MinHash nor a library for them
 * is needed.
 */
final class TextEvidence {
  private static final int WORDS = 3;
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
              Leak.percent(share(triples(document), triples(other))),
              start(passage.get()),
              start(copied.get()));
    } catch (IOException e) {
      return "their texts cannot be read: " + e.getMessage();
    }
  }

  static double share(Set<List<String>> own, Set<List<String>> other) {
    return own.isEmpty() ? 0 : (double) own.stream().filter(other::contains).count() / own.size();
  }

  private Set<List<String>> triples(Document document) throws IOException {
    StringBuilder text = new StringBuilder();
    for (long row = document.first();
        row < document.first() + Math.min(MOST_ROWS, document.count());
        row++) {
      text.append(texts.text(row).orElse("")).append(' ');
    }
    return triples(text.toString());
  }

  static Set<List<String>> triples(String text) {
    List<String> words =
        List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")).stream()
            .filter(word -> !word.isEmpty())
            .toList();
    Set<List<String>> triples = new HashSet<>();
    for (int i = 0; i + WORDS <= words.size(); i++) {
      triples.add(words.subList(i, i + WORDS));
    }
    return triples;
  }

  private static String start(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.codePointCount(0, line.length()) <= SHOWN
        ? line
        : line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "…";
  }
}
