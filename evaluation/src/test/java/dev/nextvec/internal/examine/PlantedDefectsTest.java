package dev.nextvec.internal.examine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.examine.PlantedCorpus.Kind;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.leak.RowTexts;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Defects planted in clean documents, and clean documents without any. */
class PlantedDefectsTest {
  private static final int CONTEXT = 5;
  private static final int DOCUMENTS = 200;

  /**
   * A defect.
   *
   * @param name what it is
   * @param kind of the documents
   * @param plant puts it into them
   * @param code the finding that must name it
   * @param level of that finding
   */
  record Defect(
      String name, Kind kind, UnaryOperator<PlantedCorpus> plant, String code, Level level) {
    @Override
    public String toString() {
      return name + " (" + kind + ")";
    }
  }

  static Stream<Defect> defects() {
    List<Defect> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (double cosine : new double[] {0.998, 0.995, 0.985, 0.97}) {
        if (kind != Kind.CONE || cosine > 0.98) {
          all.add(
              new Defect(
                  "copies at cosine " + cosine,
                  kind,
                  corpus -> corpus.copied(2, cosine),
                  "copied-documents",
                  Level.ERROR));
        }
      }
      all.add(
          new Defect(
              "one document in ten copied",
              kind,
              corpus -> corpus.copied(10, 0.995),
              "copied-documents",
              Level.ERROR));
      all.add(
          new Defect(
              "everything twice",
              kind,
              corpus -> corpus.copied(1, 0.995),
              "copied-documents",
              Level.ERROR));
      all.add(
          new Defect(
              "copies in the opposite order",
              kind,
              corpus -> corpus.copiedBackwards(3),
              "copied-documents",
              Level.ERROR));
      all.add(
          new Defect(
              "copies of the larger part",
              kind,
              corpus -> corpus.partlyCopied(3),
              "copied-documents",
              Level.ERROR));
      all.add(
          new Defect(
              "passages of a window",
              kind,
              corpus -> corpus.passages(4, 7),
              "copied-passages",
              Level.ERROR));
      all.add(
          new Defect(
              "noisy footers",
              kind,
              corpus -> corpus.footers(1, 0.985),
              "copied-chunks",
              Level.ERROR));
      all.add(
          new Defect(
              "each chunk twice",
              kind,
              corpus -> corpus.repeated(5),
              "repeated-neighbours",
              Level.WARNING));
    }
    for (Kind kind : List.of(Kind.TOPICS, Kind.LEADS, Kind.WALKS)) {
      all.add(
          new Defect(
              "cut at other places",
              kind,
              corpus -> corpus.cutElsewhere(2),
              "copied-documents",
              Level.ERROR));
      all.add(
          new Defect(
              "four glued", kind, corpus -> corpus.glued(4), "joined-documents", Level.WARNING));
      for (int rows : new int[] {6, -6, 3}) {
        all.add(
            new Defect(
                "boundaries off by " + rows,
                kind,
                corpus -> corpus.boundariesOff(rows),
                "boundaries-off",
                Level.ERROR));
      }
    }
    for (Kind kind : List.of(Kind.TOPICS, Kind.LEADS, Kind.CONE)) {
      all.add(new Defect("half rotated", kind, c -> c.rotated(2), "two-encoders", Level.ERROR));
      all.add(new Defect("a fifth rotated", kind, c -> c.rotated(5), "two-encoders", Level.ERROR));
      all.add(
          new Defect(
              "components exchanged",
              kind,
              c -> c.componentsExchanged(2),
              "two-encoders",
              Level.ERROR));
    }
    all.add(
        new Defect(
            "reversed", Kind.LEADS, PlantedCorpus::reversed, "documents-reversed", Level.WARNING));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("defects")
  void isFound(Defect defect) throws IOException {
    List<Finding> found =
        findings(defect.plant().apply(PlantedCorpus.of(defect.kind(), DOCUMENTS, 7)));
    assertThat(found)
        .as("%s", found)
        .anyMatch(f -> f.code().equals(defect.code()) && f.level() == defect.level());
  }

  @ParameterizedTest
  @MethodSource("symmetric")
  void ofSymmetricDocumentsItCannotSayWhetherTheyRunBackwards(Kind kind) throws IOException {
    assertThat(findings(PlantedCorpus.of(kind, DOCUMENTS, 7).reversed()))
        .anyMatch(f -> f.code().equals("direction-unknown"))
        .noneMatch(f -> f.code().equals("documents-reversed"));
  }

  static Stream<Kind> symmetric() {
    return Stream.of(Kind.TOPICS, Kind.CONE, Kind.WALKS, Kind.FLAT);
  }

  @Test
  @Tag("slow")
  void ofAHundredCleanCorporaFewerThanTwoRaiseAnyOneFinding() throws IOException {
    Map<String, Integer> alarms = new TreeMap<>();
    Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
    for (int seed = 0; seed < 20; seed++) {
      for (Kind kind : Kind.values()) {
        int documents = 40 + 20 * (seed % 10);
        for (Finding finding : findings(PlantedCorpus.of(kind, documents, 1000 + seed))) {
          if (finding.level() != Level.INFO) {
            alarms.merge(finding.code(), 1, Integer::sum);
            kinds.merge(kind, 1, Integer::sum);
          }
        }
      }
    }
    assertThat(alarms.values()).as("%s in %s", alarms, kinds).allMatch(count -> count < 2);
  }

  /** What the checks of copies and joins find, in a split like the doctor's. */
  private static List<Finding> findings(PlantedCorpus corpus) throws IOException {
    DatasetView view = corpus.view();
    Windows windows = new Windows(view.vectors(), view.documents(), CONTEXT);
    Split split = Split.byDocument(windows, SplitFractions.STANDARD, 1);
    Locations locations = new Locations(view.documents());
    List<Finding> findings = new ArrayList<>();
    findings.addAll(
        new CopySymptoms(locations)
            .of(
                LeakCheck.find(
                    windows,
                    split,
                    view.documents(),
                    true,
                    OptionalDouble.empty(),
                    RowTexts.NONE,
                    Progress.none())));
    List<DocumentStretch> stretches =
        DocumentStretch.of(windows, DocumentStretch.partOfRows(windows, split));
    JoinSymptoms joins = new JoinSymptoms(locations);
    findings.addAll(
        joins.of(Joins.measure(view.vectors(), stretches, CONTEXT, 1, Progress.none())));
    MixedSpaces.of(view.vectors(), stretches, 1)
        .ifPresent(spaces -> findings.addAll(joins.of(spaces)));
    return findings;
  }
}
