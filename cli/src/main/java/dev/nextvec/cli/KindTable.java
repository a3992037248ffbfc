package dev.nextvec.cli;

import dev.nextvec.internal.retrieval.KindRow;
import dev.nextvec.internal.retrieval.WindowKind;
import java.util.List;
import java.util.Locale;

/** On which kinds of windows a strategy wins and loses, for people. */
record KindTable(List<KindRow> rows) {

  /** For lines of 80; empty where there are none. */
  String text() {
    StringBuilder text = new StringBuilder();
    String against = "";
    for (KindRow row : rows) {
      String other = row.difference().from();
      if (!other.equals(against)) {
        text.append(
            "%nWhere %s wins and loses against %s:%nMRR by kind of window, in thirds; the cosine of the true next chunk with the%nnewest is low where the topic changes. Corrected for all kinds together:%n%n"
                .formatted(row.difference().strategy(), other));
        against = other;
      }
      text.append(line(row));
    }
    return text.toString();
  }

  private static String line(KindRow row) {
    return String.format(
        Locale.ROOT,
        "%-30s %.4f  %+.4f  %-18s  %s%n",
        row.of().label() + " " + range(row),
        row.mrr(),
        row.difference().difference().value(),
        row.difference().judgedBy().map(RetrievalTable::interval).orElse("no interval"),
        row.difference().verdict().words());
  }

  private static String range(KindRow row) {
    String pattern = row.of() == WindowKind.TOPIC ? "%.2f-%.2f" : "%.0f-%.0f";
    return String.format(Locale.ROOT, pattern, row.from(), row.to());
  }
}
