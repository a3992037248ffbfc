package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.run.Goal;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CandidateSourceTest {
  @TempDir Path directory;
  private Dataset dataset;
  private Windows windows;
  private int[] train;

  @BeforeEach
  void open() throws IOException {
    dataset = Tiny.dataset(directory.resolve("data"));
    windows = dataset.windows(5);
    train = Split.of(dataset, 5, 1).train();
  }

  @AfterEach
  void close() {
    dataset.close();
  }

  /** The row that each candidate is. */
  private static long[] rows(Windows windows, Candidates candidates) {
    int dim = windows.dimension();
    return IntStream.range(0, candidates.count())
        .mapToLong(
            j -> {
              for (long row = 0; row < windows.vectors().rows(); row++) {
                float[] vector = windows.vectors().read(row);
                if (Rows.dot(candidates.vectors(), j * dim, vector, 0, dim)
                    > (1 - 1e-5) * Math.sqrt(Rows.dot(vector, 0, vector, 0, dim))) {
                  return row;
                }
              }
              throw new AssertionError("candidate " + j + " is no row");
            })
        .toArray();
  }

  @Test
  void everyWindowFindsItsContextAndItsTarget() {
    int[] order = EpochOrder.of(new Goal.Retrieval(4, 0, 1, 0.1), windows, train, 1, 1);
    Candidates got = new CandidateSource(windows, train, 7, 1).of(order, 8, 8, 0);
    long[] rows = rows(windows, got);
    for (int b = 0; b < 8; b++) {
      long first = windows.firstRow(order[8 + b]);
      for (int k = 0; k <= 5; k++) {
        assertThat(rows[got.contexts()[b] + k]).isEqualTo(first + k);
      }
      assertThat(rows[got.target(b)]).isEqualTo(windows.targetRow(order[8 + b]));
      assertThat(got.masked(b, got.target(b))).isFalse();
      assertThat(got.masked(b, got.contexts()[b])).isTrue();
      assertThat(got.masked(b, got.target(b) - 1)).isTrue();
    }
  }

  @Test
  void theCandidatesAreTheWholeDocumentsOfTheStepEachChunkOnce() {
    int[] order = {train[0], train[3], train[25]};
    Candidates got = new CandidateSource(windows, train, 0, 1).of(order, 0, 3, 0);
    Set<Long> expected = new HashSet<>();
    for (int window : order) {
      var document = windows.documents().get(windows.document(window));
      for (int i = 0; i < document.count(); i++) {
        expected.add(document.first() + i);
      }
    }
    long[] rows = rows(windows, got);
    assertThat(rows).hasSize(expected.size());
    assertThat(Arrays.stream(rows).boxed().toList()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void addedChunksAreOtherTrainingChunksAndTheStepDecidesWhich() {
    Set<Long> allowed = new HashSet<>();
    for (int window : train) {
      for (long row = windows.firstRow(window); row <= windows.targetRow(window); row++) {
        allowed.add(row);
      }
    }
    CandidateSource source = new CandidateSource(windows, train, 40, 1);
    long[] first = rows(windows, source.of(train, 0, 8, 5));
    assertThat(first.length).isGreaterThan(15 + 20);
    assertThat(first).doesNotHaveDuplicates();
    for (long row : first) {
      assertThat(allowed).contains(row);
    }
    assertThat(rows(windows, source.of(train, 0, 8, 6))).isNotEqualTo(first);
    assertThat(rows(windows, source.of(train, 0, 8, 5))).isEqualTo(first);
  }

  @Test
  void ofABookOnlyTheNeighbourhoodIsTakenAndNothingBeyondTheTrainingWindows() throws IOException {
    try (Dataset book = book(600)) {
      Windows all = book.windows(5);
      int[] some = IntStream.range(0, 400).toArray();
      CandidateSource source = new CandidateSource(all, some, 0, 1);
      Candidates middle = source.of(new int[] {200}, 0, 1, 0);
      assertThat(middle.count()).isEqualTo(2 * CandidateSource.REACH + 6);
      assertThat(middle.contexts()).containsExactly(CandidateSource.REACH);
      Candidates end = source.of(new int[] {399}, 0, 1, 0);
      assertThat(end.target(0)).isEqualTo(end.count() - 1);
    }
  }

  @Test
  void candidatesHaveUnitLength() throws IOException {
    try (Dataset book = book(30)) {
      Windows all = book.windows(5);
      int[] some = IntStream.range(0, all.size()).toArray();
      Candidates got = new CandidateSource(all, some, 0, 1).of(some, 0, 4, 0);
      for (int j = 0; j < got.count(); j++) {
        assertThat(Rows.dot(got.vectors(), j * 4, got.vectors(), j * 4, 4))
            .isCloseTo(1, within(1e-5));
      }
    }
  }

  private Dataset book(int chunks) throws IOException {
    float[] vectors = new float[chunks * 4];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = 1 + (i * 31 % 17);
    }
    Path path = directory.resolve("book" + chunks);
    try (DatasetWriter writer =
        DatasetWriter.create(path, DatasetOptions.of(4, VectorType.FLOAT32))) {
      writer.append("b", "", "b", List.of(), vectors);
      writer.finish();
    }
    return Dataset.open(path);
  }
}
