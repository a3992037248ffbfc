package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.RankedWindows;
import dev.nextvec.internal.engine.Similarities;
import dev.nextvec.internal.twins.ExactDuplicates;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Progress;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.apache.lucene.util.hnsw.HnswGraph;

/** What an index is found to be right after it was made. */
@SuppressWarnings("ArrayRecordComponent")
record SelfCheck(ChunkIndex index, List<Document> documents, int contextLength) {
  private static final int QUERIES = 200;
  private static final int NEAREST = 10;

  /** The queries of the sample. */
  private record Sample(String asked, List<QueryVector> queries) {}

  IndexCheck check(IndexSettings settings, Optional<Model> model, Progress progress)
      throws IOException {
    long copies =
        ExactDuplicates.of(index, LongStream.range(0, index.rows()).toArray(), Progress.none())
            .stream()
            .mapToLong(List::size)
            .sum();
    if (settings.type() == IndexSettings.SearchType.EXACT) {
      return new IndexCheck(OptionalDouble.empty(), 0, "nothing", copies, 0);
    }
    HnswGraph graph = index.graph();
    Sample sample = sample(model);
    double sum = 0;
    for (int i = 0; i < sample.queries().size(); i++) {
      sum += recall(sample.queries().get(i));
      progress.update(i + 1, sample.queries().size());
    }
    int queries = sample.queries().size();
    return new IndexCheck(
        OptionalDouble.of(sum / queries),
        queries,
        sample.asked(),
        copies,
        Reach.unreachable(graph));
  }

  private Sample sample(Optional<Model> model) {
    Windows windows = new Windows(index, documents, contextLength);
    int count = Math.min(QUERIES, windows.size());
    List<QueryVector> queries = new ArrayList<>();
    if (count == 0) {
      int chunks = (int) Math.min(QUERIES, index.rows());
      Arrays.stream(RankedWindows.positions((int) index.rows(), chunks))
          .forEach(row -> queries.add(QueryVector.plain(index.read(row))));
      return new Sample("chunks", queries);
    }
    Strategy.Vector kind = model.isPresent() ? Strategy.Vector.MODEL : Strategy.Vector.AVERAGE;
    for (int window : RankedWindows.positions(windows.size(), count)) {
      List<float[]> context = new ArrayList<>();
      for (int k = 0; k < contextLength; k++) {
        context.add(index.read(windows.firstRow(window) + k));
      }
      queries.add(QueryVector.of(kind, context, model));
    }
    return new Sample(model.isPresent() ? "predictions" : "averages", queries);
  }

  /** Of copies any will do: what counts is to be as near as the tenth nearest. */
  private double recall(QueryVector query) throws IOException {
    float[] all = index.products(query);
    int[] nearest = TopRows.of(all, NEAREST);
    float least = all[nearest[nearest.length - 1]] - Similarities.ROUNDING;
    int[] found = index.near(query, ChunkSearch.WIDTH, null);
    long good = Arrays.stream(found).filter(row -> all[row] >= least).limit(NEAREST).count();
    return (double) good / nearest.length;
  }

  /**
   * Makes sure that every chunk of the dataset is where the index has it.
   *
   * @throws IllegalStateException if not: every hit would name another chunk
   */
  void requireSame(Dataset dataset, RowMap map) {
    int dimension = dataset.dimension();
    float[] row = new float[dimension];
    for (long r = 0; r < dataset.count(); r++) {
      dataset.vectors().read(r, 1, row, 0);
      if (!Arrays.equals(LuceneFiles.unit(row, 0, dimension), index.read(map.of(r)))) {
        throw new IllegalStateException("chunk " + r + " of the index is not that of the dataset");
      }
    }
  }
}
