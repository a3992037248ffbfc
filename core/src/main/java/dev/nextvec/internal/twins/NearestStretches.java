package dev.nextvec.internal.twins;

import dev.nextvec.progress.Progress;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Finds what other documents hold that is most like the chunks of one.
 *
 * <p>Each chunk is compared with all others in a projection on the directions in which the data
 * differs most; the few nearest are compared in full, and so are the documents that most chunks
 * name. A projection keeps copies together, so a copy is among the nearest; which of two chunks
 * that are not alike is nearer, it may mistake.
 */
public final class NearestStretches {
  /** Stretches that are compared in full. */
  public static final int CANDIDATES = 8;

  private static final int OF_CHUNK = 4;
  private static final int LONGEST = 48;
  private static final int LONGEST_OTHER = 512;

  private final VectorStore vectors;
  private final StretchColumns among;

  private NearestStretches(VectorStore vectors, StretchColumns among) {
    this.vectors = vectors;
    this.among = among;
  }

  /**
   * Gets ready.
   *
   * @param among where to look
   * @param progress told the rows projected
   */
  public static NearestStretches among(
      VectorStore vectors, List<Stretch> among, Progress progress) {
    long[] rows =
        among.stream()
            .flatMapToLong(s -> LongStream.range(s.first(), s.first() + s.count()))
            .toArray();
    Directions directions = Directions.of(vectors, rows, Directions.MOST);
    return new NearestStretches(
        vectors,
        StretchColumns.of(vectors, among, directions, done -> progress.update(done, rows.length)));
  }

  /** How many rows it looks among. */
  public long rows() {
    return among.rows();
  }

  /** What is most like a stretch in stretches of other owners. */
  public Nearest of(Stretch stretch) {
    List<NearestList> lists =
        among.nearest(among.project(vectors, stretch), stretch.owner(), OF_CHUNK);
    List<List<Twin>> chunks = new ArrayList<>();
    Map<Integer, Integer> votes = new HashMap<>();
    for (int i = 0; i < lists.size(); i++) {
      chunks.add(exact(stretch.first() + i, lists.get(i)));
      for (int k = 0; k < lists.get(i).size(); k++) {
        votes.merge(lists.get(i).stretch(k), OF_CHUNK - k, Integer::sum);
      }
    }
    float[] own = unitRows(stretch, LONGEST);
    List<Nearest.Alike> alike =
        votes.entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(CANDIDATES)
            .map(entry -> among.stretches().get(entry.getKey()))
            .map(other -> new Nearest.Alike(other, level(own, other)))
            .sorted(Comparator.comparingDouble(Nearest.Alike::level).reversed())
            .toList();
    return new Nearest(alike, chunks);
  }

  private List<Twin> exact(long row, NearestList list) {
    float[] vector = vectors.read(row);
    return IntStream.range(0, list.size())
        .mapToObj(
            k ->
                new Twin(
                    row, list.row(k), Math.min(1, Rows.cosine(vector, vectors.read(list.row(k))))))
        .sorted(Comparator.comparingDouble(Twin::cosine).reversed())
        .toList();
  }

  /** Rows evenly spread, of unit length. */
  private float[] unitRows(Stretch stretch, int most) {
    int dimension = vectors.dimension();
    int count = Math.min(most, stretch.count());
    float[] rows = new float[count * dimension];
    for (int i = 0; i < count; i++) {
      vectors.read(stretch.first() + (long) i * stretch.count() / count, 1, rows, i * dimension);
      Rows.normalise(rows, i * dimension, dimension);
    }
    return rows;
  }

  private double level(float[] own, Stretch other) {
    int dimension = vectors.dimension();
    float[] rows = unitRows(other, LONGEST_OTHER);
    int count = rows.length / dimension;
    float[][] columns = new float[dimension][count];
    for (int j = 0; j < count; j++) {
      for (int d = 0; d < dimension; d++) {
        columns[d][j] = rows[j * dimension + d];
      }
    }
    double[] best = new double[own.length / dimension];
    for (int i = 0; i < best.length; i++) {
      float[] cosines = new float[count];
      ColumnSums.add(own, i * dimension, columns, 0, count, cosines);
      best[i] = IntStream.range(0, count).mapToDouble(j -> cosines[j]).max().orElse(-1);
    }
    Arrays.sort(best);
    int half = Math.min(best.length, Math.max(3, (best.length + 1) / 2));
    return Math.min(1, best[best.length - half]);
  }
}
