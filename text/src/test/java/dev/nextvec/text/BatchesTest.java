package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static long[][] lengths(int... lengths) {
    return Arrays.stream(lengths).mapToObj(long[]::new).toArray(long[][]::new);
  }

  private static List<List<Integer>> shown(List<int[]> batches) {
    return batches.stream().map(b -> Arrays.stream(b).boxed().toList()).toList();
  }

  @Test
  void paddedBatchesHoldTextsOfAboutOneLengthAsManyAsTheLongestLeavesRoomFor() {
    long[][] ids = lengths(3, 9, 4, 4, 2, 10, 1);
    assertThat(shown(Batches.padded(ids, 10)))
        .containsExactly(List.of(5), List.of(1), List.of(2, 3), List.of(0, 4, 6));
    assertThat(shown(Batches.padded(lengths(12, 0), 10))).containsExactly(List.of(0), List.of(1));
  }

  @Test
  void packedBatchesFillUpWithShorterTexts() {
    long[][] ids = lengths(3, 9, 4, 4, 2, 10, 1);
    assertThat(shown(Batches.packed(ids, 10)))
        .containsExactly(List.of(5), List.of(1, 6), List.of(2, 3, 4), List.of(0));
    assertThat(shown(Batches.packed(lengths(12, 1), 10)))
        .as("a text that is too long is alone")
        .containsExactly(List.of(0), List.of(1));
  }

  @Test
  void everyTextIsInOneBatch() {
    long[][] ids = lengths(5, 5, 0, 7, 200, 1, 1, 1, 64, 512, 513);
    for (List<int[]> batches : List.of(Batches.padded(ids, 512), Batches.packed(ids, 512))) {
      assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted().toArray())
          .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }
  }
}
