package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.vector.HeapVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SplitTest {
  // Computed by an independent implementation of the published algorithm.
  private static final int[] SPLIT_42_TEST = {3, 16};
  private static final int[] SPLIT_42_VALIDATION = {8, 11};
  private static final String SPLIT_42_HASH =
      "06900fe5ff24a33ebe0a334d5f10f22a12b98832f1ef6594ec08da5a789d0cc0";

  private static Windows windows(int contextLength, List<Document> documents) {
    Document last = documents.get(documents.size() - 1);
    int rows = Math.toIntExact(last.first() + last.count());
    return new Windows(HeapVectors.of(new float[rows], 1), documents, contextLength);
  }

  private static Windows windows(int... lengths) {
    List<Document> documents = new ArrayList<>();
    int first = 0;
    for (int length : lengths) {
      documents.add(new Document("d" + documents.size(), "", first, length));
      first += length;
    }
    return windows(5, documents);
  }

  private static Split byDocument(Windows windows, long seed) {
    return Split.byDocument(windows, SplitFractions.STANDARD, seed);
  }

  private static Split blocks(Windows windows) {
    return Split.blocks(windows, SplitFractions.STANDARD, 1);
  }

  private static List<int[]> parts(Split split) {
    return List.of(split.train(), split.validation(), split.test());
  }

  private static Set<Long> rows(Windows windows, int[] part) {
    Set<Long> rows = new HashSet<>();
    for (int window : part) {
      for (long row = windows.firstRow(window); row <= windows.targetRow(window); row++) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static void assertNoRowIsInTwoParts(Windows windows, Split split) {
    Set<Long> seen = new HashSet<>();
    for (int[] part : parts(split)) {
      assertThat(part).isNotEmpty().isSorted();
      Set<Long> rows = rows(windows, part);
      assertThat(rows).noneMatch(seen::contains);
      seen.addAll(rows);
    }
  }

  @Test
  void keepsEveryGroupInOnePart() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 50; round++) {
      List<Document> documents = new ArrayList<>();
      int first = 0;
      for (int i = 0; i < 40; i++) {
        int count = random.nextInt(3, 20);
        documents.add(new Document("d" + i, "", first, count, "g" + random.nextInt(15)));
        first += count;
      }
      Windows windows = windows(5, documents);
      Split split = byDocument(windows, round);
      assertNoRowIsInTwoParts(windows, split);
      Set<String> seen = new HashSet<>();
      int total = 0;
      for (int[] part : parts(split)) {
        Set<String> groups = new HashSet<>();
        for (int window : part) {
          groups.add(documents.get(windows.document(window)).group());
        }
        assertThat(groups).noneMatch(seen::contains);
        seen.addAll(groups);
        total += part.length;
      }
      assertThat(total).isEqualTo(windows.size());
    }
  }

  @Test
  void givesATenthOfTheDocumentsEachToValidationAndTest() {
    Split split = byDocument(windows(IntStream.generate(() -> 6).limit(200).toArray()), 3);
    assertThat(split.train()).hasSize(160);
    assertThat(split.validation()).hasSize(20);
    assertThat(split.test()).hasSize(20);
    assertThat(split.warnings()).isEmpty();
  }

  @Test
  void staysTheSameForever() {
    Windows windows = windows(IntStream.generate(() -> 6).limit(20).toArray());
    Split split = byDocument(windows, 42);
    assertThat(split.test()).containsExactly(SPLIT_42_TEST);
    assertThat(split.validation()).containsExactly(SPLIT_42_VALIDATION);
    assertThat(split.sha256()).isEqualTo(SPLIT_42_HASH);
    assertThat(byDocument(windows, 43).sha256()).isNotEqualTo(split.sha256());
  }

  @Test
  void comesBackFromWhatWasStored() throws IOException {
    Windows windows = windows(9, 9, 9, 4, 9);
    for (Split split : List.of(byDocument(windows, 5), blocks(windows(40)))) {
      Windows its = split.kind() == Split.SplitKind.BLOCKS ? windows(40) : windows;
      ObjectNode stored = split.toJson();
      Split back =
          Split.fromJson(JsonValue.parse(stored.toString(), "run.json").node(), "split.json", its);
      assertThat(back.sha256()).isEqualTo(split.sha256());
      assertThat(back.train()).isEqualTo(split.train());
      assertThat(back.validation()).isEqualTo(split.validation());
      assertThat(back.test()).isEqualTo(split.test());
      assertThat(back.warnings()).isEqualTo(split.warnings());
      assertThat(back.toJson()).isEqualTo(stored);
    }
  }

  @Test
  void refusesToComeBackOnOtherRows() {
    ObjectNode stored = byDocument(windows(9, 9, 9, 9), 5).toJson();
    assertThatThrownBy(() -> Split.fromJson(stored, "split.json", windows(9, 9, 9, 10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the dataset is not the one that was split");
    assertThatThrownBy(
            () -> Split.fromJson(stored, "split.json", windows(4, windows(9, 9, 9, 9).documents())))
        .hasMessageContaining("context length 5 but the windows have 4");
    ObjectNode blocks = blocks(windows(40)).toJson();
    assertThatThrownBy(() -> Split.fromJson(blocks, "split.json", windows(20)))
        .hasMessageContaining("but there are 15");
  }

  @Test
  void leavesAGapBetweenBlocks() {
    for (int length : new int[] {18, 19, 50, 333}) {
      Windows windows = windows(length);
      Split split = blocks(windows);
      assertNoRowIsInTwoParts(windows, split);
      int kept = parts(split).stream().mapToInt(part -> part.length).sum();
      assertThat(kept).isEqualTo(windows.size() - 10);
    }
  }

  @Test
  void saysWhatBlocksCannotGuarantee() {
    assertThat(blocks(windows(100)).warnings())
        .singleElement()
        .asString()
        .contains("cannot guarantee that no document is in two parts");
    assertThat(blocks(windows(IntStream.generate(() -> 6).limit(50).toArray())).warnings())
        .hasSize(2)
        .last()
        .asString()
        .contains("shuffled");
  }

  @Test
  void refusesOneDocumentOnly() {
    assertThatThrownBy(() -> byDocument(windows(100), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the dataset has 1: add documents");
    assertThatThrownBy(() -> byDocument(windows(100, 5, 100), 1))
        .hasMessageContaining("the dataset has 2: add documents");
  }

  @Test
  void refusesFewerThanSixChunksEverywhere() {
    for (Windows windows : List.of(windows(5, 5, 2, 1), windows(5))) {
      assertThatThrownBy(() -> byDocument(windows, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no document has the 6 chunks that a window needs")
          .hasMessageContaining("has 5");
      assertThatThrownBy(() -> blocks(windows)).hasMessageContaining("no document has the 6");
    }
  }

  @Test
  void refusesTooFewWindowsForBlocks() {
    assertThatThrownBy(() -> blocks(windows(17)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12 windows are too few")
        .hasMessageContaining("at least 13");
  }

  @Test
  void refusesSharesThatLeaveNothing() {
    assertThatThrownBy(() -> new SplitFractions(0.5, 0.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Split.byDocument(windows(6, 6, 6), new SplitFractions(0.45, 0.5), 1))
        .hasMessageContaining("leave none for training");
  }

  @Test
  void fewerTrainingWindowsAreWholeDocumentsAndLieWithinMore() {
    Windows windows = windows(IntStream.range(0, 40).map(i -> 6 + i % 9).toArray());
    Split all = byDocument(windows, 3);
    Set<Integer> before = Set.of();
    for (int asked : new int[] {1, 20, 60, all.train().length}) {
      Split split = all.limited(windows, asked);
      Set<Integer> train = new HashSet<>();
      IntStream.of(split.train()).forEach(train::add);
      assertThat(train).hasSizeGreaterThanOrEqualTo(asked).hasSizeLessThan(asked + 9);
      assertThat(train).containsAll(before);
      IntStream.of(split.train())
          .map(windows::document)
          .forEach(
              document ->
                  IntStream.range(windows.firstWindow(document), windows.firstWindow(document + 1))
                      .forEach(window -> assertThat(train).contains(window)));
      assertThat(split.validation()).isEqualTo(all.validation());
      assertThat(split.test()).isEqualTo(all.test());
      assertThat(split.trainWindows()).hasValue(asked);
      before = train;
    }
    assertThat(all.limited(windows, 20).sha256()).isNotEqualTo(all.sha256());
    assertThat(all.limited(windows, 20).train().length).isLessThan(all.train().length);
  }

  @Test
  void fewerTrainingWindowsSurviveBeingStored() throws IOException {
    Windows windows = windows(IntStream.range(0, 40).map(i -> 6 + i % 9).toArray());
    for (Split all : List.of(byDocument(windows, 3), blocks(windows))) {
      Split split = all.limited(windows, 20);
      Split read = Split.fromJson(split.toJson(), "split.json", windows);
      assertThat(read.train()).isEqualTo(split.train());
      assertThat(read.trainWindows()).hasValue(20);
      assertThat(read.sha256()).isEqualTo(split.sha256());
      assertThat(all.toJson().has("train_windows")).isFalse();
    }
  }

  @Test
  void ofABlockTheFirstTrainingWindowsAreKept() {
    Windows windows = windows(60, 60);
    assertThat(blocks(windows).limited(windows, 7).train()).containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void refusesMoreTrainingWindowsThanThereAre() {
    Windows windows = windows(20, 20, 20, 20, 20);
    Split all = byDocument(windows, 1);
    assertThatThrownBy(() -> all.limited(windows, 46))
        .hasMessage(
            "`train-windows` must be from 1 to the 45 windows of the training part but was 46");
    assertThatThrownBy(() -> all.limited(windows, 0)).hasMessageEndingWith("but was 0");
  }

  @Test
  void crossFittingLeavesOutEachTrainingDocumentOnceAndNothingElse() {
    Windows windows = windows(9, 30, 12, 7, 15, 40, 8, 9, 22, 11, 13, 6, 17, 10, 200, 9, 8, 14);
    Split whole = byDocument(windows, 3);
    for (int folds : new int[] {2, 3, 5}) {
      List<Split> splits = whole.crossFit(windows, folds);
      assertThat(splits).hasSize(folds);
      List<Integer> left = new ArrayList<>();
      for (Split each : splits) {
        assertThat(each.test()).isEqualTo(whole.test());
        assertThat(each.validation()).isEqualTo(whole.validation());
        assertNoRowIsInTwoParts(windows, each);
        Set<Integer> kept = new HashSet<>(IntStream.of(each.train()).boxed().toList());
        List<Integer> out =
            IntStream.of(whole.train()).boxed().filter(window -> !kept.contains(window)).toList();
        assertThat(out).isNotEmpty();
        left.addAll(out);
        Set<Integer> documents = new HashSet<>(out.stream().map(windows::document).toList());
        assertThat(kept).noneMatch(window -> documents.contains(windows.document(window)));
      }
      assertThat(left)
          .containsExactlyInAnyOrderElementsOf(IntStream.of(whole.train()).boxed().toList());
    }
    assertThatThrownBy(() -> whole.crossFit(windows, 40))
        .hasMessageContaining("`cross-fit` must be from 2 to the 14 documents");
    assertThatThrownBy(() -> blocks(windows).crossFit(windows, 2))
        .hasMessageContaining("does not know its own");
  }

  @Test
  void asManyPartsAsTrainingDocumentsLeaveOutOneEach() {
    Windows windows = windows(9, 30, 12, 7, 15, 40);
    Split whole = byDocument(windows, 3);
    int documents = (int) IntStream.of(whole.train()).map(windows::document).distinct().count();
    assertThat(documents).isEqualTo(4);
    Set<Integer> left = new HashSet<>();
    for (Split each : whole.crossFit(windows, documents)) {
      Set<Integer> kept = new HashSet<>(IntStream.of(each.train()).boxed().toList());
      Set<Integer> out =
          IntStream.of(whole.train())
              .filter(window -> !kept.contains(window))
              .map(windows::document)
              .boxed()
              .collect(Collectors.toSet());
      assertThat(out).hasSize(1);
      left.addAll(out);
    }
    assertThat(left).hasSize(documents);
    assertThatThrownBy(() -> whole.crossFit(windows, documents + 1))
        .hasMessage("`cross-fit` must be from 2 to the 4 documents of the training part but was 5");
    Windows three = windows(9, 30, 12);
    assertThatThrownBy(() -> byDocument(three, 3).crossFit(three, 2))
        .hasMessage(
            "`cross-fit` leaves out one training document after another, and there is only one: add"
                + " documents");
  }

  @Test
  void withoutTheSecondHalfItIsTheHalfThatAsksForSoManyWindows() {
    Windows windows = windows(9, 30, 12, 7, 15, 40, 8, 9, 22, 11, 13, 6, 17, 10, 20, 9, 8, 14);
    Split whole = byDocument(windows, 3);
    Split half = whole.limited(windows, whole.train().length / 2);
    assertThat(whole.crossFit(windows, 2).get(1).sha256()).isEqualTo(half.sha256());
  }
}
