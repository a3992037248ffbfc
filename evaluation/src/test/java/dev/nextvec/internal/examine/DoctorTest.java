package dev.nextvec.internal.examine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Account;
import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderCheck;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.data.Step;
import dev.nextvec.data.Tally;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.progress.Progress;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Summary;
import dev.nextvec.vector.HeapVectors;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {
  private static final int DIM = Walks.DIM;
  private static final int CHUNKS = 12;
  private static final int DOCUMENTS = 30;

  private static Engine engine = new PlainEngine(1);

  @BeforeAll
  static void start() {
    engine = new PlainEngine(1);
  }

  private static float[][] sound() {
    return Walks.of(DOCUMENTS, CHUNKS, 0.8, new Random(1));
  }

  private static Examination examine(float[][] rows) {
    return examine(rows, Walks.table(DOCUMENTS, CHUNKS), true);
  }

  private static Examination examine(float[][] rows, List<Document> documents, boolean known) {
    return examine(
        new DatasetView(
            "p", "", HeapVectors.of(rows), documents, known, Optional.empty(), Account.NONE),
        recorded -> new EncoderCheck.Reply(EncoderCheck.State.NOT_CHECKED, ""));
  }

  private static Examination examine(DatasetView patient, EncoderCheck check) {
    return Doctor.examine(
        patient, Doctor.Options.DEFAULT, () -> engine, check, name -> Progress.none());
  }

  private static boolean has(Examination diagnosis, String code) {
    return diagnosis.findings().stream().anyMatch(finding -> finding.code().equals(code));
  }

  private static Finding finding(Examination diagnosis, String code) {
    return diagnosis.findings().stream()
        .filter(finding -> finding.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError(code + " not in " + diagnosis.findings()));
  }

  /** The first document that lies in a part of the split. */
  private static int documentOf(int part) {
    VectorStore vectors = HeapVectors.of(sound());
    Windows windows = new Windows(vectors, Walks.table(DOCUMENTS, CHUNKS), 5);
    Split split = Split.byDocument(windows, SplitFractions.STANDARD, 1);
    int[] members = part == 0 ? split.train() : part == 1 ? split.validation() : split.test();
    return windows.document(members[0]);
  }

  @Test
  void soundDataHasNoErrorAndAllFigures() {
    Examination diagnosis = examine(sound());
    assertThat(diagnosis.count(Level.ERROR)).as("%s", diagnosis.findings()).isZero();
    assertThat(diagnosis.ceiling()).isPresent();
    assertThat(diagnosis.curve().orElseThrow().points()).hasSize(4);
    assertThat(diagnosis.parity()).isPresent();
    assertThat(diagnosis.verdict()).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 12, 30, 44})
  void withFewHeldOutDocumentsItCannotSay(int documents) {
    float[][] rows = Walks.of(documents, CHUNKS, 0.8, new Random(5));
    Examination few = examine(rows, Walks.table(documents, CHUNKS), true);
    String said = String.join("\n", few.verdict()) + few.summary();
    assertThat(said)
        .doesNotContain("can be trusted")
        .doesNotContain("Nothing in closed form")
        .doesNotContain("There is something to learn")
        .doesNotContain("A guess from")
        .contains("Cannot say whether there is something to learn")
        .contains("Cannot say whether to trust the split");
    assertThat(few.statements().getLast())
        .isInstanceOfSatisfying(
            Statement.CannotSay.class,
            unsaid -> assertThat(unsaid.needs()).first().isInstanceOf(Need.HeldOut.class));
    assertThat(few.summary().words()).isLessThanOrEqualTo(Summary.MOST_WORDS);
  }

  @ParameterizedTest
  @ValueSource(ints = {120, 190})
  void theSplitIsNotTrustedWhereAComparisonCallsItsDocumentsFew(int documents) {
    float[][] rows = Walks.of(documents, CHUNKS, 0.8, new Random(5));
    Examination few = examine(rows, Walks.table(documents, CHUNKS), true);
    assertThat(few.heldOut().orElseThrow().test()).isBetween(5, Need.FEW_DOCUMENTS - 1);
    assertThat(String.join("\n", few.verdict()))
        .doesNotContain("can be trusted")
        .contains("Cannot say whether to trust the split", "at least 20 documents each");
  }

  @Test
  void withEvidenceItSaysSo() {
    float[][] two = Walks.of(400, CHUNKS / 2, 0.8, new Random(5));
    float[][] rows = new float[200 * CHUNKS][]; // two walks by turns: no plain average is best
    for (int i = 0; i < rows.length; i++) {
      int walk = 2 * (i / CHUNKS) + i % 2;
      rows[i] = two[walk * (CHUNKS / 2) + i % CHUNKS / 2];
    }
    Examination sound = examine(rows, Walks.table(200, CHUNKS), true);
    assertThat(String.join("\n", sound.verdict()))
        .contains("There is something to learn", "Order matters", "The split can be trusted");
    assertThat(sound.summary().verdict())
        .isEqualTo("There is something to learn. The split can be trusted.");
    assertThat(sound.summary().words()).isLessThanOrEqualTo(Summary.MOST_WORDS);
    assertThat(sound.heldOut()).hasValue(new HeldOutParts(20, 20));
  }

  @Test
  void aRowWithNanAndAZeroRowAreNamed() {
    float[][] rows = sound();
    rows[17][3] = Float.NaN;
    rows[40] = new float[DIM];
    Examination diagnosis = examine(rows);
    assertThat(finding(diagnosis, "not-finite").level()).isEqualTo(Level.ERROR);
    assertThat(finding(diagnosis, "not-finite").places())
        .containsExactly(List.of(new ChunkPlace(17, "d1", 5)));
    assertThat(finding(diagnosis, "zero-vector").places())
        .containsExactly(List.of(new ChunkPlace(40, "d3", 4)));
    assertThat(diagnosis.ceiling()).isEmpty();
  }

  @Test
  void aConstantDimensionAndLengthsOtherThanOneAreSeen() {
    float[][] rows = sound();
    for (float[] row : rows) {
      row[7] = 2;
    }
    Examination diagnosis = examine(rows);
    assertThat(diagnosis.health().constantDimensions()).containsExactly(7);
    assertThat(finding(diagnosis, "constant-dimension").level()).isEqualTo(Level.WARNING);
    assertThat(diagnosis.health().norms().offUnitShare()).isEqualTo(1);
    assertThat(finding(diagnosis, "off-unit").level()).isEqualTo(Level.WARNING);
  }

  @Test
  void componentsThatAreZeroInEveryVectorMoveNoCosineAndAreNoWarning() {
    float[][] rows = sound();
    for (float[] row : rows) {
      double squares = 0;
      row[3] = 0;
      row[9] = 0;
      for (float value : row) {
        squares += value * value;
      }
      for (int d = 0; d < DIM; d++) {
        row[d] /= (float) Math.sqrt(squares);
      }
    }
    Examination diagnosis = examine(rows);
    Finding found = finding(diagnosis, "constant-dimension");
    assertThat(found.level()).isEqualTo(Level.INFO);
    assertThat(found.sentence())
        .startsWith("2 components are the same in every vector (3, 9)")
        .contains("no cosine is moved")
        .doesNotContain("offset");
    for (float[] row : rows) {
      row[9] = 1e-4f; // far below what a printed cosine shows
    }
    assertThat(finding(examine(rows), "constant-dimension").level()).isEqualTo(Level.INFO);
    for (float[] row : rows) {
      row[9] = 0.05f;
    }
    assertThat(finding(examine(rows), "constant-dimension"))
        .returns(Level.WARNING, Finding::level)
        .extracting(Finding::sentence)
        .asString()
        .contains("adds about 0.0025 to every cosine");
  }

  @Test
  void vectorsWithoutAnyStructureTeachTheMeanAtMost() {
    float[][] rows = Walks.of(2400, 1, 0, new Random(8));
    for (float[] row : rows) {
      row[0] += 1; // a common direction, so that shrinking towards it pays
    }
    Examination diagnosis = examine(rows, Walks.table(200, CHUNKS), true);
    assertThat(diagnosis.sequence().orElseThrow().neighboursAreAlike()).hasValue(false);
    assertThat(String.join("\n", diagnosis.verdict()))
        .contains("There is something to learn")
        .contains("Neighbours are not shown to be more alike than chunks of different documents")
        .contains("may be the mean of all chunks alone")
        .doesNotContain("Order matters");
    assertThat(diagnosis.summary().verdict()).contains("perhaps only the mean of all chunks");
    assertThat(diagnosis.summary().words()).isLessThanOrEqualTo(Summary.MOST_WORDS);
  }

  @Test
  void aWalkWhoseNewestChunkSaysAllIsToldWithWhatAnAverageGives() {
    Examination diagnosis =
        examine(Walks.of(300, CHUNKS, 0.8, new Random(6)), Walks.table(300, CHUNKS), true);
    assertThat(diagnosis.verdict().get(0))
        .startsWith("Nothing in closed form beats persistence here: ")
        .contains(
            "persistence, which needs no fitting, is itself 0.1", " above linear average (0.6")
        .doesNotContain("plain averaging");
  }

  @Test
  void equalVectorsInTrainingAndTestAreAnError() {
    float[][] rows = sound();
    int from = documentOf(0) * CHUNKS + 2;
    int to = documentOf(2) * CHUNKS + 8;
    rows[to] = rows[from].clone();
    Finding found = finding(examine(rows), "equal-across-split");
    assertThat(found.level()).isEqualTo(Level.ERROR);
    assertThat(found.places().get(0).stream().map(ChunkPlace::row))
        .containsExactlyInAnyOrder((long) from, (long) to);
  }

  @Test
  void aCopyThatNoHeldOutWindowMustPredictIsAWarning() {
    float[][] rows = sound();
    int from = documentOf(0) * CHUNKS + 2;
    int to = documentOf(2) * CHUNKS + 3; // among the first five chunks, which no window predicts
    rows[to] = rows[from].clone();
    Examination diagnosis = examine(rows);
    Finding found = finding(diagnosis, "equal-across-split");
    assertThat(found.level()).isEqualTo(Level.WARNING);
    assertThat(found.sentence()).contains("are what 0 of ", "too few");
    assertThat(diagnosis.count(Level.ERROR)).isZero();
    assertThat(diagnosis.verdict()).last().asString().contains("too few copies cross it");
  }

  @Test
  void equalVectorsWithinOnePartAreNoError() {
    float[][] rows = sound();
    int from = documentOf(0) * CHUNKS;
    rows[from + 2] = rows[from + 9].clone();
    Examination diagnosis = examine(rows);
    assertThat(finding(diagnosis, "equal-within-part").level()).isEqualTo(Level.INFO);
    assertThat(has(diagnosis, "equal-across-split")).isFalse();
    assertThat(diagnosis.count(Level.ERROR)).isZero();
  }

  @Test
  void nearlyEqualVectorsAcrossTheSplitAreAnError() {
    float[][] rows = sound();
    int from = documentOf(0) * CHUNKS + 2;
    int to = documentOf(1) * CHUNKS + 8;
    rows[to] = rows[from].clone();
    rows[to][0] += 0.01f;
    Examination diagnosis = examine(rows);
    assertThat(has(diagnosis, "equal-across-split")).isFalse();
    assertThat(finding(diagnosis, "near-across-split").count()).isEqualTo(1);
    assertThat(diagnosis.verdict()).last().asString().contains("near copies cross it");
  }

  @Test
  void shortAndOverlappingDocumentsAndLooseRowsAreNamed() {
    List<Document> documents = new ArrayList<>(Walks.table(DOCUMENTS - 1, CHUNKS));
    documents.set(4, new Document("d4", "", 4 * CHUNKS - 2, CHUNKS));
    documents.add(new Document("short", "", 29 * CHUNKS, 3));
    Examination diagnosis = examine(sound(), documents, true);
    assertThat(finding(diagnosis, "overlapping-documents").places().get(0))
        .containsExactly(
            new ChunkPlace(4 * CHUNKS - 2, "d3", CHUNKS - 2),
            new ChunkPlace(4 * CHUNKS - 2, "d4", 0));
    assertThat(finding(diagnosis, "short-documents").places())
        .containsExactly(List.of(new ChunkPlace(29 * CHUNKS, "short", 0)));
    assertThat(has(diagnosis, "rows-without-document")).isTrue();
  }

  @Test
  void unknownBoundariesAndTooFewDocumentsAreSaid() {
    Examination unknown = examine(sound(), Walks.table(DOCUMENTS, CHUNKS), false);
    assertThat(finding(unknown, "boundaries-unknown").level()).isEqualTo(Level.WARNING);
    assertThat(unknown.verdict()).last().asString().contains("documents are unknown");
    Examination few = examine(sound(), Walks.table(2, CHUNKS), true);
    assertThat(finding(few, "no-split").level()).isEqualTo(Level.ERROR);
  }

  private static Examination examine(Account account) {
    return examine(
        new DatasetView(
            "p",
            "",
            HeapVectors.of(sound()),
            Walks.table(DOCUMENTS, CHUNKS),
            true,
            Optional.empty(),
            account),
        recorded -> new EncoderCheck.Reply(EncoderCheck.State.NOT_CHECKED, ""));
  }

  @Test
  void chunksThatTheEncoderCutAreCountedAndTheirDocumentsNamed() {
    Tally chunks = new Tally(Step.CHUNKS);
    chunks.keep(DOCUMENTS * CHUNKS - 10L);
    for (int i = 0; i < 10; i++) {
      chunks.leaveOut("cut at 256 tokens", "d" + i / 5);
    }
    Examination diagnosis = examine(new Account(List.of(chunks.stage()), List.of()));
    Finding cut = finding(diagnosis, "cut-chunks");
    assertThat(cut.level()).isEqualTo(Level.WARNING);
    assertThat(cut.sentence()).startsWith("10 of 360 chunks are cut at 256 tokens: ");
    assertThat(cut.places())
        .containsExactly(
            List.of(new ChunkPlace(0, "d0", 0)), List.of(new ChunkPlace(CHUNKS, "d1", 0)));
    assertThat(has(diagnosis, "cuts-unknown")).isFalse();
  }

  @Test
  void whatWasLeftOutBeforeTheVectorsIsSaidAndAnEncoderThatIsSilentOnItsReach() {
    Tally files = new Tally(Step.FILES);
    files.keep(4);
    files.leaveOut("unreadable", "x.txt");
    Tally letters = new Tally(Step.LETTERS);
    letters.keep(900);
    letters.leaveOut("navigation", 100);
    Account account =
        new Account(List.of(files.stage(), letters.stage()), List.of("A part is missing."));
    assertThat(finding(examine(account), "left-out").sentence())
        .isEqualTo(
            "The dataset was made without 1 of 5 files, 10.0\u00a0% of the letters; 1 note; `data"
                + " info` names all.");
    assertThat(finding(examine(account), "cuts-unknown").level()).isEqualTo(Level.INFO);
    assertThat(LeftOutSummary.of(Account.NONE)).isEmpty();
    assertThat(has(examine(Account.NONE), "cuts-unknown")).isFalse();
  }

  @Test
  void anEncoderThatChangedIsAnErrorAndOneThatCannotBeHadIsNot() {
    DatasetView patient =
        new DatasetView(
            "p",
            "",
            HeapVectors.of(sound()),
            Walks.table(2, CHUNKS),
            true,
            Optional.of(new EncoderFingerprint("e", "", List.of())),
            Account.NONE);
    Examination other =
        examine(
            patient, r -> new EncoderCheck.Reply(EncoderCheck.State.DIFFERENT, "weights differ"));
    assertThat(finding(other, "encoder-differs").level()).isEqualTo(Level.ERROR);
    Examination absent =
        examine(patient, r -> new EncoderCheck.Reply(EncoderCheck.State.NOT_CHECKED, "not here"));
    assertThat(finding(absent, "encoder-not-checked").sentence()).contains("`e`", "not here");
  }

  @Test
  void closedFormsReachTheKnownOptimumOfAnAutoregression() {
    Ceiling ceiling =
        examine(Walks.of(120, CHUNKS, 0.8, new Random(6)), Walks.table(120, CHUNKS), true)
            .ceiling()
            .orElseThrow();
    assertThat(ceiling.score("persistence").orElseThrow().cosine().value()).isBetween(0.799, 0.801);
    assertThat(ceiling.score("learned average").orElseThrow().cosine().value())
        .isBetween(0.77, 0.801);
    double first = ceiling.score("persistence").orElseThrow().recall1();
    assertThat(first).isGreaterThan(20.0 / ceiling.pool());
  }
}
