package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.vector.HeapVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WindowsTest {
  private static Windows windows(int contextLength, int... lengths) {
    List<Document> documents = new ArrayList<>();
    int first = 0;
    for (int length : lengths) {
      documents.add(new Document("d" + documents.size(), "", first, length));
      first += length;
    }
    float[] values = new float[2 * first];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return new Windows(HeapVectors.of(values, 2), documents, contextLength);
  }

  @Test
  void neverCrossesADocument() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      int[] lengths = random.ints(random.nextInt(1, 12), 0, 9).toArray();
      lengths[0]++;
      int contextLength = random.nextInt(1, 6);
      Windows windows = windows(contextLength, lengths);
      List<Long> expected = new ArrayList<>();
      for (Document document : windows.documents()) {
        for (long i = 0; i + contextLength < document.count(); i++) {
          expected.add(document.first() + i);
        }
      }
      assertThat(windows.size()).isEqualTo(expected.size());
      for (int i = 0; i < windows.size(); i++) {
        Document document = windows.documents().get(windows.document(i));
        assertThat(windows.firstRow(i)).isEqualTo(expected.get(i));
        assertThat(windows.firstRow(i)).isGreaterThanOrEqualTo(document.first());
        assertThat(windows.targetRow(i)).isLessThan(document.first() + document.count());
      }
    }
  }

  @Test
  void readsContextAndTarget() {
    Windows windows = windows(2, 3, 1, 4);
    float[] context = new float[4];
    float[] target = new float[2];
    float[] both = new float[6];
    windows.context(2, context, 0);
    windows.target(2, target, 0);
    windows.contextAndTarget(2, both, 0);
    assertThat(context).containsExactly(10, 11, 12, 13);
    assertThat(target).containsExactly(14, 15);
    assertThat(both).containsExactly(10, 11, 12, 13, 14, 15);
    assertThat(windows.document(2)).isEqualTo(2);
  }

  @Test
  void refusesAWindowThatDoesNotExistAndAnEmptyContext() {
    Windows windows = windows(2, 3);
    assertThatThrownBy(() -> windows.firstRow(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> windows(0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("`context-length` must be positive but was 0");
  }

  @Test
  void takesNoMemoryPerWindow() {
    int[] lengths = new int[20_000];
    Arrays.fill(lengths, 50);
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      documents.add(new Document("d" + i, "", 50L * i, 50));
    }
    Windows windows = new Windows(HeapVectors.of(new float[] {1}, 1), documents, 5);
    assertThat(windows.size()).isEqualTo(900_000);
    assertThat(windows.firstRow(899_999)).isEqualTo(999_994);
  }
}
