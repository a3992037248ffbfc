package dev.nextvec.internal.examine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Document;
import dev.nextvec.data.HandMadeSplit;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.data.Windows;
import dev.nextvec.vector.HeapVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SmallPartsTest {
  private static Windows windows(int... lengths) {
    List<Document> documents = new ArrayList<>();
    int first = 0;
    for (int length : lengths) {
      documents.add(new Document("d" + documents.size(), "", first, length));
      first += length;
    }
    return new Windows(HeapVectors.of(new float[first], 1), documents, 5);
  }

  private static int[] same(int documents, int length) {
    return IntStream.generate(() -> length).limit(documents).toArray();
  }

  private static List<String> of(double test, int... lengths) {
    Windows windows = windows(lengths);
    return SmallParts.of(windows, Split.byDocument(windows, new SplitFractions(0.1, test), 1));
  }

  @Test
  void aLargeSplitGetsNoWord() {
    assertThat(of(0.1, same(300, 20))).isEmpty();
  }

  @Test
  void fewerThanFiveTestDocumentsAllowNoInterval() {
    assertThat(of(0.1, same(40, 50)))
        .containsExactly(
            "The test part has only 180 windows in 4 documents: with fewer than 5 no interval is"
                + " possible, so no difference can be shown; use the setting `test-share 0.3`, or"
                + " `compare RUNS` with the setting `folds 5`, which tests on all 40 documents.");
  }

  @Test
  void fewerThanTwentyMakeIntervalsWide() {
    assertThat(of(0.1, same(80, 50)))
        .singleElement()
        .asString()
        .startsWith("The test part has only 360 windows in 8 documents: intervals will be wide");
  }

  @Test
  void whereALargerShareIsNotEnoughOnlyFoldsAreNamed() {
    assertThat(of(0.1, same(12, 80)).getFirst())
        .contains("use `compare RUNS` with the setting `folds 5`, which tests on all 12 documents.")
        .doesNotContain("the setting `test-share`");
    assertThat(of(0.3, same(40, 80)).getFirst()).doesNotContain("the setting `test-share`");
  }

  @Test
  void aFewValidationWindowsChooseByChance() {
    assertThat(of(0.3, same(120, 7)))
        .singleElement()
        .asString()
        .startsWith("The validation part has only 24 windows in 12 documents: which epoch is best");
  }

  @Test
  void oneDocumentThatMakesMostOfTheTestIsNamed() {
    int[] lengths = same(30, 6);
    lengths[25] = 200;
    Windows windows = windows(lengths);
    int[] test = IntStream.range(5, windows.size()).toArray();
    Split split = HandMadeSplit.of(windows, new int[] {0}, IntStream.range(1, 5).toArray(), test);
    assertThat(SmallParts.of(windows, split).getFirst())
        .startsWith("One document has 195 of the 219 test windows: the figures are mostly its own");
  }
}
