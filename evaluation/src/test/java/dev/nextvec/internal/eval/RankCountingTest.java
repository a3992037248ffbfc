package dev.nextvec.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.engine.CountingElsewhere;
import dev.nextvec.internal.engine.CountingSite;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.engine.RowCounting;
import dev.nextvec.internal.engine.VectorStretch;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.RandomModels;
import dev.nextvec.vector.HeapVectors;
import dev.nextvec.vector.VectorStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ranks counted in stretches, each by what was sent there, are those counted in one go. */
class RankCountingTest {
  private static final int DIM = 4;
  private static final int ROWS = 2 * RowCounting.ALIGNMENT + 700;

  /** Cuts the rows as a cluster does, and sends what is counted. */
  private record Stretches() implements CountingSite.Counts {
    @Override
    public int[] count(Engine here, VectorStore store, RowCounting counting) throws IOException {
      int[] first = stretch(here, store, sent(counting), 0, RowCounting.ALIGNMENT);
      long left = store.rows() - RowCounting.ALIGNMENT;
      int[] rest = stretch(here, store, sent(counting), RowCounting.ALIGNMENT, left);
      return IntStream.range(0, first.length).map(i -> first[i] + rest[i]).toArray();
    }

    private static int[] stretch(
        Engine here, VectorStore store, RowCounting counting, long from, long count) {
      return counting.over(here, new VectorStretch(store, from, count), from);
    }

    @Override
    public void close() {}
  }

  @SuppressWarnings("unchecked")
  private static <T> T sent(T value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }

  private static Windows windows() {
    Random random = new Random(1);
    float[] rows = new float[ROWS * DIM];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    System.arraycopy(rows, 0, rows, RowCounting.ALIGNMENT * DIM, 40 * DIM); // twins, apart
    List<Document> documents = new ArrayList<>();
    for (int first = 0; first < ROWS; first += 700) {
      int count = Math.min(700, ROWS - first);
      documents.add(new Document("d" + first, "", first, count, "d" + first, Map.of()));
    }
    return new Windows(HeapVectors.of(rows, DIM), documents, 3);
  }

  private static RetrievalRanks ranks(Engine engine, Windows windows, Optional<CandidateMap> map) {
    int[] tested = IntStream.range(0, 300).map(i -> i * (windows.size() / 300)).toArray();
    RetrievalCollector ranks =
        new RetrievalCollector(engine, windows, tested, tested.length, Optional.empty(), map);
    Measuring.predictions(new LinearAverage(3, DIM), windows, tested, ranks);
    return ranks.retrieval();
  }

  private static void assertSame(Optional<CandidateMap> map) {
    Windows windows = windows();
    Engine here = new PlainEngine(1);
    RetrievalRanks whole = ranks(here, windows, map);
    RetrievalRanks cut = ranks(new CountingElsewhere(here, new Stretches()), windows, map);
    for (Pool pool : Pool.values()) {
      Ranks wanted = whole.in(pool);
      Ranks found = cut.in(pool);
      assertThat(found.above()).isEqualTo(wanted.above());
      assertThat(found.ties()).isEqualTo(wanted.ties());
      assertThat(found.candidates()).isEqualTo(wanted.candidates());
      assertThat(wanted.above()).isNotEqualTo(new int[wanted.size()]);
    }
    assertThat(whole.corpus().ties()).isNotEqualTo(new int[whole.size()]);
  }

  @Test
  void ranksDoNotDependOnWhereRowsAreCounted() {
    assertSame(Optional.empty());
  }

  @Test
  void norWhereTheyPassThroughAMap() {
    assertSame(Optional.of(RandomModels.map(DIM)));
  }

  /** By whoever is sent them, too: a worker gets them anew with each group. */
  @Test
  void theLengthsOfMappedRowsAreMeasuredOnceForAllGroupsOfPredictions() throws Exception {
    MappedRows rows = new MappedRows(RandomModels.map(DIM));
    VectorStore store = HeapVectors.of(new float[][] {{1, 0, 0, 0}, {0, 1, 0, 0}});
    VectorStore end = new VectorStretch(store, 1, 1);
    Engine engine = new PlainEngine(1);
    float[] lengths = rows.of(engine, store, 0).lengths();
    assertThat(lengths).hasSize(2);
    assertThat(rows.of(engine, store, 0).lengths()).isSameAs(lengths);
    assertThat(rows.of(engine, end, 1).lengths()).containsExactly(lengths[1]);
    assertThat(sent(rows).of(engine, store, 0).lengths()).isSameAs(lengths);
    MappedRows otherStore = new MappedRows(rows.map());
    assertThat(otherStore.of(engine, store, 0).lengths()).isNotSameAs(lengths).isEqualTo(lengths);
  }

  @Test
  void lengthsThatWereNotAskedForLatelyAreForgotten() {
    MeasuredLengths kept = new MeasuredLengths(5);
    List<Long> measured = new ArrayList<>();
    for (long first : new long[] {0, 2, 0, 4, 2, 9, 9}) {
      long count = first == 9 ? 7 : 2;
      kept.of(
          new MeasuredLengths.Stretch("a", first, count),
          () -> {
            measured.add(first);
            return new float[(int) count];
          });
    }
    assertThat(measured).containsExactly(0L, 2L, 4L, 2L, 9L);
  }
}
