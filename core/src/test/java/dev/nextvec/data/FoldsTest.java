package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.vector.HeapVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FoldsTest {
  private static Windows windows(List<Document> documents) {
    Document last = documents.getLast();
    int rows = Math.toIntExact(last.first() + last.count());
    return new Windows(HeapVectors.of(new float[rows], 1), documents, 5);
  }

  private static Windows windows(int... lengths) {
    List<Document> documents = new ArrayList<>();
    int first = 0;
    for (int length : lengths) {
      documents.add(new Document("d" + documents.size(), "", first, length));
      first += length;
    }
    return windows(documents);
  }

  /** Documents of 6 chunks, and a few of 200. */
  private static Windows unequal() {
    return windows(IntStream.range(0, 30).map(i -> i % 6 == 3 ? 200 : 6).toArray());
  }

  private static Set<String> groups(Windows windows, int[] part) {
    Set<String> groups = new HashSet<>();
    for (int window : part) {
      groups.add(windows.documents().get(windows.document(window)).group());
    }
    return groups;
  }

  @Test
  void everyWindowIsTestedOnceAndItsGroupIsLearnedFromByNoneOfThatFold() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 30; round++) {
      List<Document> documents = new ArrayList<>();
      int first = 0;
      for (int i = 0; i < 40; i++) {
        int count = random.nextInt(3, 30);
        documents.add(new Document("d" + i, "", first, count, "g" + random.nextInt(25)));
        first += count;
      }
      Windows windows = windows(documents);
      int[] tested = new int[windows.size()];
      for (Split split : Folds.of(windows, 2 + round % 9, 0.1, round).splits()) {
        Arrays.stream(split.test()).forEach(window -> tested[window]++);
        Set<String> test = groups(windows, split.test());
        Set<String> validation = groups(windows, split.validation());
        assertThat(validation).isNotEmpty().doesNotContainAnyElementsOf(test);
        assertThat(groups(windows, split.train()))
            .isNotEmpty()
            .doesNotContainAnyElementsOf(test)
            .doesNotContainAnyElementsOf(validation);
        int all = split.train().length + split.validation().length + split.test().length;
        assertThat(all).isEqualTo(windows.size());
      }
      assertThat(tested).containsOnly(1);
    }
  }

  @Test
  void foldsHaveAboutAsManyWindowsHoweverUnequalTheDocuments() {
    for (Split split : Folds.of(unequal(), 5, 0.1, 1).splits()) {
      assertThat(split.test()).hasSize(200); // one long document and five short ones
      assertThat(split.validation().length).isBetween(50, 200);
    }
  }

  @Test
  void validationKeepsItsShare() {
    Windows windows = windows(IntStream.generate(() -> 15).limit(40).toArray());
    for (Split split : Folds.of(windows, 5, 0.1, 1).splits()) {
      assertThat(split.validation()).hasSize(40);
    }
    for (Split split : Folds.of(windows, 4, 0.25, 1).splits()) {
      assertThat(split.validation()).hasSize(100);
    }
  }

  @Test
  void theSameSeedGivesTheSameFoldsAndAnotherOthers() {
    Windows windows = windows(IntStream.range(0, 40).map(i -> 6 + i % 9).toArray());
    Folds folds = Folds.of(windows, 5, 0.1, 1);
    assertThat(Folds.of(windows, 5, 0.1, 1).sha256()).isEqualTo(folds.sha256());
    assertThat(Folds.of(windows, 5, 0.1, 2).sha256()).isNotEqualTo(folds.sha256());
    assertThat(Folds.of(windows, 4, 0.1, 1).sha256()).isNotEqualTo(folds.sha256());
  }

  @Test
  void aFoldsSplitComesBackFromWhatWasStored() throws IOException {
    for (Split split : Folds.of(unequal(), 3, 0.1, 1).splits()) {
      Split back =
          Split.fromJson(
              JsonValue.parse(split.toJson().toString(), "split.json").node(),
              "split.json",
              unequal());
      assertThat(back.sha256()).isEqualTo(split.sha256());
      assertThat(back.test()).isEqualTo(split.test());
    }
  }

  @Test
  void knowsTheFoldOfEachDocumentThatHasWindows() {
    Windows windows = windows(9, 4, 9, 9, 9, 5);
    Folds folds = Folds.of(windows, 4, 0.1, 1);
    int[] fold = folds.ofDocuments(windows);
    assertThat(new int[] {fold[0], fold[2], fold[3], fold[4]})
        .containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(new int[] {fold[1], fold[5]}).containsOnly(-1);
  }

  @Test
  void refusesMoreFoldsThanDocumentsAndFewerThanTwo() {
    Windows windows = windows(9, 9, 9, 4, 9);
    assertThat(Folds.of(windows, 4, 0.1, 1).count()).isEqualTo(4);
    for (int wrong : new int[] {-1, 0, 1, 5}) {
      assertThatThrownBy(() -> Folds.of(windows, wrong, 0.1, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "`folds` must be from 2 to the 4 documents of at least 6 chunks but was " + wrong);
    }
  }

  @Test
  void refusesFoldsThatLeaveTooLittleToLearnFrom() {
    assertThatThrownBy(() -> Folds.of(windows(9, 9), 2, 0.1, 1))
        .hasMessageContaining("leaves only 1 document");
    assertThatThrownBy(() -> Folds.of(windows(4, 3), 2, 0.1, 1))
        .hasMessageContaining("no document has the 6 chunks");
  }
}
