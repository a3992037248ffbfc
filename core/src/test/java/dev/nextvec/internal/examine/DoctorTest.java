package dev.nextvec.internal.examine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Account;
import dev.nextvec.data.Document;
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
  private static final int DIM = 16;
  private static final int CHUNKS = 12;
  private static final int DOCUMENTS = 30;

  private static Engine engine = new PlainEngine(1);

  @BeforeAll
  static void start() {
    engine = new PlainEngine(1);
  }

  /** Vector AR(1) on the sphere: neighbours have cosine rho exactly, chunks k apart rho^k. */
  private static float[][] walks(int documents, int chunks, double rho, Random random) {
    float[][] rows = new float[documents * chunks][];
    for (int i = 0; i < rows.length; i++) {
      float[] e = unit(random);
      if (i % chunks > 0) {
        double along = 0;
        for (int d = 0; d < DIM; d++) {
          along += e[d] * rows[i - 1][d];
        }
        for (int d = 0; d < DIM; d++) {
          double aside = (e[d] - along * rows[i - 1][d]) / Math.sqrt(1 - along * along);
          e[d] = (float) (rho * rows[i - 1][d] + Math.sqrt(1 - rho * rho) * aside);
        }
      }
      rows[i] = e;
    }
    return rows;
  }

  private static float[] unit(Random random) {
    float[] vector = new float[DIM];
    double squares = 0;
    for (int d = 0; d < DIM; d++) {
      vector[d] = (float) random.nextGaussian();
      squares += vector[d] * vector[d];
    }
    for (int d = 0; d < DIM; d++) {
      vector[d] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  private static float[][] sound() {
    return walks(DOCUMENTS, CHUNKS, 0.8, new Random(1));
  }

  private static List<Document> table(int documents, int chunks) {
    List<Document> table = new ArrayList<>();
    for (int i = 0; i < documents; i++) {
      table.add(new Document("d" + i, "", (long) i * chunks, chunks));
    }
    return table;
  }

  private static Examination examine(float[][] rows) {
    return examine(rows, table(DOCUMENTS, CHUNKS), true);
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

  private static Finding finding(Examination diagnosis, String code) {
    return diagnosis.findings().stream()
        .filter(finding -> finding.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError(code + " not in " + diagnosis.findings()));
  }

  /** The first document that lies in a part of the split. */
  private static int documentOf(int part) {
    VectorStore vectors = HeapVectors.of(sound());
    Windows windows = new Windows(vectors, table(DOCUMENTS, CHUNKS), 5);
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
    float[][] rows = walks(documents, CHUNKS, 0.8, new Random(5));
    Examination few = examine(rows, table(documents, CHUNKS), true);
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
    float[][] rows = walks(documents, CHUNKS, 0.8, new Random(5));
    Examination few = examine(rows, table(documents, CHUNKS), true);
    assertThat(few.heldOut().orElseThrow().test()).isBetween(5, Need.FEW_DOCUMENTS - 1);
    assertThat(String.join("\n", few.verdict()))
        .doesNotContain("can be trusted")
        .contains("Cannot say whether to trust the split", "at least 20 documents each");
  }

  @Test
  void withEvidenceItSaysSo() {
    float[][] two = walks(400, CHUNKS / 2, 0.8, new Random(5));
    float[][] rows = new float[200 * CHUNKS][]; // two walks by turns: no plain average is best
    for (int i = 0; i < rows.length; i++) {
      int walk = 2 * (i / CHUNKS) + i % 2;
      rows[i] = two[walk * (CHUNKS / 2) + i % CHUNKS / 2];
    }
    Examination sound = examine(rows, table(200, CHUNKS), true);
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
    float[][] rows = walks(2400, 1, 0, new Random(8));
    for (float[] row : rows) {
      row[0] += 1; // a common direction, so that shrinking towards it pays
    }
    Examination diagnosis = examine(rows, table(200, CHUNKS), true);
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
        examine(walks(300, CHUNKS, 0.8, new Random(6)), table(300, CHUNKS), true);
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
    assertThat(diagnosis.has("equal-across-split")).isFalse();
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
    assertThat(diagnosis.has("equal-across-split")).isFalse();
    assertThat(finding(diagnosis, "near-across-split").count()).isEqualTo(1);
    assertThat(diagnosis.verdict()).last().asString().contains("near copies cross it");
  }

  @Test
  void shortAndOverlappingDocumentsAndLooseRowsAreNamed() {
    List<Document> documents = new ArrayList<>(table(DOCUMENTS - 1, CHUNKS));
    documents.set(4, new Document("d4", "", 4 * CHUNKS - 2, CHUNKS));
    documents.add(new Document("short", "", 29 * CHUNKS, 3));
    Examination diagnosis = examine(sound(), documents, true);
    assertThat(finding(diagnosis, "overlapping-documents").places().get(0))
        .containsExactly(
            new ChunkPlace(4 * CHUNKS - 2, "d3", CHUNKS - 2),
            new ChunkPlace(4 * CHUNKS - 2, "d4", 0));
    assertThat(finding(diagnosis, "short-documents").places())
        .containsExactly(List.of(new ChunkPlace(29 * CHUNKS, "short", 0)));
    assertThat(diagnosis.has("rows-without-document")).isTrue();
  }

  @Test
  void unknownBoundariesAndTooFewDocumentsAreSaid() {
    Examination unknown = examine(sound(), table(DOCUMENTS, CHUNKS), false);
    assertThat(finding(unknown, "boundaries-unknown").level()).isEqualTo(Level.WARNING);
    assertThat(unknown.verdict()).last().asString().contains("documents are unknown");
    Examination few = examine(sound(), table(2, CHUNKS), true);
    assertThat(finding(few, "no-split").level()).isEqualTo(Level.ERROR);
  }

  private static Examination examine(Account account) {
    return examine(
        new DatasetView(
            "p",
            "",
            HeapVectors.of(sound()),
            table(DOCUMENTS, CHUNKS),
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
    assertThat(diagnosis.has("cuts-unknown")).isFalse();
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
    assertThat(examine(Account.NONE).has("cuts-unknown")).isFalse();
  }

  @Test
  void anEncoderThatChangedIsAnErrorAndOneThatCannotBeHadIsNot() {
    DatasetView patient =
        new DatasetView(
            "p",
            "",
            HeapVectors.of(sound()),
            table(2, CHUNKS),
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
  void theLagCurveOfAnAutoregressionIsAPowerOfItsCoefficient() {
    List<Document> documents = table(200, 20);
    VectorStore vectors = HeapVectors.of(walks(200, 20, 0.8, new Random(3)));
    Sequence sequence = sequence(vectors, documents, new byte[4000]);
    for (Sequence.Lag lag : sequence.lags()) {
      double half = lag.cosine().interval().orElseThrow().high() - lag.cosine().value();
      assertThat(lag.cosine().value())
          .isBetween(
              Math.pow(0.8, lag.k()) - 2 * half - 1e-4, Math.pow(0.8, lag.k()) + 2 * half + 1e-4);
    }
    assertThat(sequence.lags().get(0).cosine().value())
        .isGreaterThan(sequence.lags().get(0).high());
    assertThat(sequence.otherDocuments()).isBetween(-0.03, 0.03);
  }

  @Test
  void inRandomOrderTheLagCurveIsItsOwnNull() {
    float[][] rows = walks(3000, 1, 0.5, new Random(4));
    Sequence sequence = sequence(HeapVectors.of(rows), table(100, 30), new byte[3000]);
    long outside =
        sequence.lags().stream()
            .filter(lag -> lag.cosine().value() > lag.high() || lag.cosine().value() < lag.low())
            .count();
    assertThat(outside).isLessThanOrEqualTo(3);
  }

  private static Sequence sequence(VectorStore vectors, List<Document> documents, byte[] parts) {
    Windows windows = new Windows(vectors, documents, 5);
    return Sequence.measure(engine, vectors, DocumentStretch.of(windows, parts), 1, Progress.none())
        .sequence();
  }

  private static List<Sequence.StretchSummary> summaries(Random random, double shift) {
    List<Sequence.StretchSummary> summaries = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int part = i % 10 == 0 ? 1 : i % 10 == 1 ? 2 : 0;
      float[] sum = new float[DIM];
      for (int d = 0; d < DIM; d++) {
        sum[d] = (float) random.nextGaussian();
      }
      double neighbours = 9 * (0.6 + 0.1 * random.nextGaussian() + (part == 2 ? shift : 0));
      summaries.add(new Sequence.StretchSummary(part, 10, neighbours, 9, sum));
    }
    return summaries;
  }

  @Test
  void theParityTestFiresAsOftenAsItSaysOnPartsThatAreAlike() {
    int fired = 0;
    for (int seed = 0; seed < 100; seed++) {
      fired += Parity.test(summaries(new Random(seed), 0), seed).alike() ? 0 : 1;
    }
    assertThat(fired).isBetween(0, 11); // 5 expected; more than 11 has a probability of 0.4 %
  }

  @Test
  void theParityTestFiresOnAShift() {
    Parity shifted = Parity.test(summaries(new Random(1), 0.3), 1);
    assertThat(shifted.alike()).isFalse();
    assertThat(shifted.coherence()).isLessThan(0.01);
    List<Sequence.StretchSummary> topics = summaries(new Random(2), 0);
    topics.stream().filter(s -> s.part() == 1).forEach(s -> s.sum()[3] += 4);
    assertThat(Parity.test(topics, 1).topics()).isLessThan(0.01);
  }

  @Test
  void isotropicVectorsHaveAllTheirDimensions() {
    float[][] rows = walks(6000, 1, 0.5, new Random(5));
    Spectrum spectrum = Spectrum.measure(engine, HeapVectors.of(rows), Progress.none());
    assertThat(spectrum.effectiveDimension()).isBetween(DIM - 0.5, DIM + 1e-6);
    assertThat(spectrum.components90()).isEqualTo(15);
    for (float[] row : rows) {
      java.util.Arrays.fill(row, 4, DIM, 0f);
    }
    assertThat(Spectrum.measure(engine, HeapVectors.of(rows), Progress.none()).effectiveDimension())
        .isBetween(3.9, 4.0001);
  }

  @Test
  void aPowerLawIsRecoveredFromFourPoints() {
    double[] sizes = {1000, 2000, 4000, 8000};
    double[] errors = new double[4];
    for (int i = 0; i < 4; i++) {
      errors[i] = 0.3 + 2 * Math.pow(sizes[i], -0.5);
    }
    LearningCurve.Law law = LearningCurve.fit(sizes, errors);
    assertThat(law.limit()).isBetween(0.299, 0.301);
    assertThat(law.exponent()).isBetween(0.45, 0.55);
    assertThat(law.enough()).isBetween(150_000.0, 170_000.0); // (2 / 0.005)^2
  }

  @Test
  void closedFormsReachTheKnownOptimumOfAnAutoregression() {
    Ceiling ceiling =
        examine(walks(120, CHUNKS, 0.8, new Random(6)), table(120, CHUNKS), true)
            .ceiling()
            .orElseThrow();
    assertThat(ceiling.score("persistence").orElseThrow().cosine().value()).isBetween(0.799, 0.801);
    assertThat(ceiling.score("learned average").orElseThrow().cosine().value())
        .isBetween(0.77, 0.801);
    double first = ceiling.score("persistence").orElseThrow().recall1();
    assertThat(first).isGreaterThan(20.0 / ceiling.pool());
  }
}
