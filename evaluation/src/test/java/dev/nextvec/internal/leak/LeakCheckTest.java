package dev.nextvec.internal.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Document;
import dev.nextvec.data.HandMadeSplit;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.leak.Leak.LeakKind;
import dev.nextvec.internal.twins.Likeness;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.HeapVectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Ten documents of ten chunks, five windows each: train 0-5, validation 6-7, test 8-9. */
class LeakCheckTest {
  private static final int CONTEXT = 5;
  private static final int WINDOWS = 5;

  private final float[][] vectors = vectors();
  private final List<Document> documents = new ArrayList<>();

  LeakCheckTest() {
    for (int i = 0; i < 10; i++) {
      documents.add(new Document("d" + i, "Title " + i, 10L * i, 10));
    }
  }

  private static float[][] vectors() {
    Random random = new Random(3);
    float[][] vectors = new float[100][16];
    for (float[] vector : vectors) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  private Windows windows() {
    return new Windows(HeapVectors.of(vectors), documents, CONTEXT);
  }

  private static int[] of(int firstDocument, int endDocument) {
    return IntStream.range(firstDocument * WINDOWS, endDocument * WINDOWS).toArray();
  }

  private List<Leak> check(int[] train, int[] validation, int[] test) {
    Windows windows = windows();
    Split split = HandMadeSplit.of(windows, train, validation, test);
    return find(windows, split, documents);
  }

  private static List<Leak> find(Windows windows, Split split, List<Document> documents) {
    return find(windows, split, documents, RowTexts.NONE);
  }

  private static List<Leak> find(
      Windows windows, Split split, List<Document> documents, RowTexts texts) {
    try {
      return LeakCheck.find(
              windows, split, documents, true, OptionalDouble.empty(), texts, Progress.none())
          .leaks();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Leak> check() {
    return check(of(0, 6), of(6, 8), of(8, 10));
  }

  private void copy(int from, int to) {
    vectors[to] = vectors[from].clone();
  }

  @Test
  void aCleanSplitHasNoLeak() {
    assertThat(check()).isEmpty();
  }

  @Test
  void aTestThatIsTheValidationIsAnErrorHoweverMuchIsTolerated() {
    List<Leak> leaks = check(of(0, 8), of(8, 10), of(8, 10));
    assertThat(leaks)
        .extracting(Leak::kind)
        .contains(LeakKind.TEST_CHOOSES, LeakKind.SHARED_DOCUMENT);
    assertThat(leaks.get(0).kind()).isEqualTo(LeakKind.TEST_CHOOSES);
    assertThat(leaks.get(0).windows()).isEqualTo(10);
    assertThat(leaks.get(0).isError(1)).isTrue();
  }

  @Test
  void windowsOfTestAndTrainingThatShareOneChunkAreAnError() {
    List<Leak> leaks = check(IntStream.range(0, 41).toArray(), new int[0], of(9, 10));
    assertThat(leaks).isEmpty();
    leaks = check(IntStream.range(0, 46).toArray(), new int[0], IntStream.range(46, 50).toArray());
    assertThat(leaks)
        .extracting(Leak::kind)
        .containsExactly(LeakKind.TEST_IS_TRAINED, LeakKind.SHARED_DOCUMENT);
    assertThat(leaks.get(0).windows()).isEqualTo(4);
  }

  @Test
  void documentsOfOneGroupInTwoPartsAreAnErrorThatNamesBoth() {
    documents.set(8, new Document("d8", "Title 8", 80, 10, "book"));
    documents.set(2, new Document("d2", "Title 2", 20, 10, "book"));
    Leak leak = check().get(0);
    assertThat(leak.kind()).isEqualTo(LeakKind.SHARED_DOCUMENT);
    assertThat(leak.count()).isEqualTo(1);
    assertThat(leak.windows()).isEqualTo(5);
    assertThat(leak.sentence())
        .contains("1 of 2 test documents", "`d8` and `d2` of one group (in train)");
    assertThat(leak.isError(1)).isTrue();
  }

  @Test
  void aTitleAloneIsNoErrorButIsNamed() {
    documents.set(8, new Document("d8", " TITLE 2", 80, 10));
    Leak leak = check().get(0);
    assertThat(leak.kind()).isEqualTo(LeakKind.SHARED_TITLE);
    assertThat(leak.isError(0)).isFalse();
    assertThat(leak.sentence()).contains("`d8` and `d2` (in train)");
  }

  @Test
  void aCopiedDocumentUnderAnotherIdIsAnError() {
    for (int i = 0; i < 5; i++) {
      copy(30 + i, 80 + i);
    }
    Leak leak = check().get(0);
    assertThat(leak.kind()).isEqualTo(LeakKind.COPIED_DOCUMENT);
    assertThat(leak.first().get(0).otherDocument()).isEqualTo("d3");
    assertThat(leak.isError(1)).isTrue();
  }

  @Test
  void duplicatesAreCountedByTheWindowsThatMustPredictThemAndJudgedByTheirShare() {
    copy(12, 86);
    vectors[86][0] += 0.01f;
    List<Leak> leaks = check();
    assertThat(leaks).singleElement().extracting(Leak::kind).isEqualTo(LeakKind.DUPLICATE_CHUNKS);
    Leak leak = leaks.get(0);
    assertThat(leak.count()).isEqualTo(1);
    assertThat(leak.windows()).isEqualTo(1);
    assertThat(leak.share()).isEqualTo(0.1);
    assertThat(leak.isError(0.1)).isFalse();
    assertThat(leak.isError(0.09)).isTrue();
    assertThat(leak.sentence()).contains("row 86 of document `d8` is row 12 of `d1` in train");
  }

  @Test
  void aDuplicateThatNoWindowMustPredictTouchesNoResult() {
    copy(62, 80);
    LeakReport report =
        new LeakReport("data", "split", OptionalDouble.empty(), Likeness.FIXED, check());
    assertThat(report.leaks()).singleElement().extracting(Leak::windows).isEqualTo(0);
    assertThat(report.errors(0)).isEmpty();
    assertThat(report.notes(0)).singleElement().asString().contains("no result is touched");
  }

  @Test
  void aWindowThatLiesInTwoDocumentsIsFound() {
    List<Document> wrong = new ArrayList<>(documents.subList(0, 8));
    wrong.add(new Document("merged", "", 80, 20));
    Windows windows = new Windows(HeapVectors.of(vectors), wrong, CONTEXT);
    Split split =
        HandMadeSplit.of(
            windows, of(0, 6), of(6, 8), IntStream.range(40, windows.size()).toArray());
    List<Leak> leaks = find(windows, split, documents);
    assertThat(leaks).singleElement().extracting(Leak::kind).isEqualTo(LeakKind.CROSSING_WINDOW);
    assertThat(leaks.get(0).count()).isEqualTo(5);
  }

  /** Texts of 30 words a chunk; those of document 8 are document 2's, one chunk's half on. */
  private static Optional<String> text(long row) {
    long start = 30 * row;
    if (row >= 80 && row < 90) {
      start = 30 * (row - 60) + 15;
    }
    return Optional.of(
        LongStream.range(start, start + 30)
            .mapToObj(i -> "w" + i)
            .collect(Collectors.joining(" ")));
  }

  @Test
  void aCopyCutAtOtherPlacesIsAnErrorWhereTextsAreKeptAndShowsBothPassages() {
    Split split = HandMadeSplit.of(windows(), of(0, 6), of(6, 8), of(8, 10));
    assertThat(find(windows(), split, documents)).isEmpty();
    Leak leak =
        find(windows(), split, documents, LeakCheckTest::text).stream().findFirst().orElseThrow();
    assertThat(leak.kind()).isEqualTo(LeakKind.COPIED_WORDS);
    assertThat(leak.isError(0.005)).isTrue();
    assertThat(leak.isError(0.5)).isFalse();
    assertThat(leak.share()).isEqualTo(0.5);
    assertThat(leak.sentence())
        .startsWith("1 of 2 test documents have half or more of their runs of three words from one")
        .contains("`d8` and `d2` (in train), such as rows");
    assertThat(leak.lines())
        .singleElement()
        .asString()
        .contains("94.97 % of its runs of three words", "\"w600 w601");
  }

  @Test
  void textsThatCannotBeReadAreAnErrorNotASkippedCheck() {
    Split split = HandMadeSplit.of(windows(), of(0, 6), of(6, 8), of(8, 10));
    RowTexts damaged =
        row -> {
          throw new IOException("chunks.jsonl is not valid UTF-8");
        };
    assertThatThrownBy(() -> find(windows(), split, documents, damaged))
        .hasMessageContaining("not valid UTF-8");
  }
}
