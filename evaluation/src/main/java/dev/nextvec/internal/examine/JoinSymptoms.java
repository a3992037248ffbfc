package dev.nextvec.internal.examine;

import dev.nextvec.compare.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is wrong with how chunks were joined to documents, as findings. */
final class JoinSymptoms {
  /** Share of documents that a topic may divide as sharply as two documents, without a warning. */
  private static final double NATURAL = 0.03;

  private static final int FEWEST_DIPS = 3;

  private final Locations locations;

  JoinSymptoms(Locations locations) {
    this.locations = locations;
  }

  List<Finding> of(Joins joins) {
    List<Finding> findings = new ArrayList<>();
    joins
        .shift()
        .ifPresentOrElse(
            rows -> findings.add(shifted(rows)),
            () -> {
              if (!joins.dips().isEmpty()) {
                findings.add(joined(joins));
              }
            });
    if (joins.repeats() > 0) {
      findings.add(repeated(new RepeatedNeighbours(joins.repeats(), joins.windows())));
    }
    direction(joins, findings);
    return findings;
  }

  private static Finding shifted(int rows) {
    return Finding.of(
        Level.ERROR,
        Symptom.BOUNDARIES_OFF,
        "Documents do not begin where documents.jsonl says: neighbours are least alike %s %s the recorded boundaries, so windows cross documents. Repair documents.jsonl."
            .formatted(Figures.counted(Math.abs(rows), "row"), rows > 0 ? "behind" : "before"));
  }

  private Finding joined(Joins joins) {
    int count = joins.dips().size();
    boolean many = count >= FEWEST_DIPS && count > NATURAL * joins.documents();
    return new Finding(
        many ? Level.WARNING : Level.INFO,
        Symptom.JOINED_DOCUMENTS,
        String.format(
            Locale.ROOT,
            "%s of %s %s a place where the chunks before and behind are no more alike than chunks"
                + " of different documents (cosine %.3f; inside documents usually %.3f)%s",
            Figures.count(count),
            Figures.counted(joins.documents(), "document"),
            count == 1 ? "has" : "have",
            joins.foreign(),
            joins.usual(),
            many
                ? ": several documents may have been joined to one, or boundaries be off. Windows"
                    + " across such a place cannot be predicted. Look at the places named, and"
                    + " repair documents.jsonl."
                : ". A sharp change of subject looks the same."),
        joins.dips().stream()
            .limit(Finding.LISTED)
            .map(row -> locations.group(List.of(row - 1, row)))
            .toList(),
        count);
  }

  private static Finding repeated(RepeatedNeighbours repeated) {
    return Finding.of(
        repeated.matter() ? Level.WARNING : Level.INFO,
        Symptom.REPEATED_NEIGHBOURS,
        repeated.sentence());
  }

  private static void direction(Joins joins, List<Finding> findings) {
    if (!joins.directionKnown()) {
      findings.add(
          Finding.of(
              Level.INFO,
              Symptom.DIRECTION_UNKNOWN,
              joins.canSeeDirection()
                  ? "Whether documents run forwards or backwards cannot be said: their first and"
                      + " last chunks are equally like the rest."
                  : "Whether documents run forwards or backwards cannot be said of so few."));
    } else if (joins.lead() < 0) {
      findings.add(
          Finding.of(
              Level.WARNING,
              Symptom.DOCUMENTS_REVERSED,
              String.format(
                  Locale.ROOT,
                  "Documents may run backwards: the last chunk is more like the rest of its"
                      + " document than the first, by %.3f. In most text the first is, as it says"
                      + " what follows. Read one document's chunks in order.",
                  -joins.lead())));
    }
  }

  /** Two kinds of vectors, if that is plain. */
  List<Finding> of(MixedSpaces spaces) {
    if (!spaces.plain()) {
      return List.of();
    }
    return List.of(
        new Finding(
            Level.ERROR,
            Symptom.TWO_ENCODERS,
            String.format(
                Locale.ROOT,
                "Documents fall into two kinds, %d and %d of those looked at, that share no"
                    + " directions (overlap %.2f; within a kind %.2f; by chance %.2f; cosine of"
                    + " their means %.3f): some were encoded by another encoder, or rotated. Encode"
                    + " all with one.",
                spaces.first(),
                spaces.second(),
                spaces.between(),
                spaces.within(),
                spaces.chance(),
                spaces.cosine()),
            List.of(List.of(locations.of(spaces.example().first()))),
            Math.min(spaces.first(), spaces.second())));
  }
}
