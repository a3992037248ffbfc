package dev.nextvec.internal.twins;

import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Rows that hold the very same vector: found by hash, confirmed number by number. */
public final class ExactDuplicates {
  private ExactDuplicates() {}

  /**
   * Finds groups of two or more equal vectors (0 and -0 are equal).
   *
   * @param rows the rows to look at, ascending; their vectors must be finite
   * @return each group's rows ascending, groups in order of their first row
   */
  public static List<List<Long>> of(VectorStore vectors, long[] rows, Progress progress) {
    long[] hashes = new long[rows.length];
    float[] vector = new float[vectors.dimension()];
    for (int i = 0; i < rows.length; i++) {
      hashes[i] = hash(read(vectors, rows[i], vector));
      progress.update(i + 1, rows.length);
    }
    Set<Long> repeated = repeated(hashes);
    Map<Long, List<Long>> candidates = new HashMap<>();
    for (int i = 0; i < rows.length; i++) {
      if (repeated.contains(hashes[i])) {
        candidates.computeIfAbsent(hashes[i], hash -> new ArrayList<>()).add(rows[i]);
      }
    }
    Map<Long, List<Long>> groups = new TreeMap<>();
    candidates.values().forEach(list -> confirm(vectors, list, groups));
    return List.copyOf(groups.values());
  }

  private static Set<Long> repeated(long[] hashes) {
    long[] sorted = hashes.clone();
    Arrays.sort(sorted);
    Set<Long> repeated = new HashSet<>();
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        repeated.add(sorted[i]);
      }
    }
    return repeated;
  }

  /** Rows of one hash may still differ: compares them with the first of each group so far. */
  private static void confirm(
      VectorStore vectors, List<Long> rows, Map<Long, List<Long>> groupsByFirstRow) {
    Map<Long, float[]> firsts = new HashMap<>();
    Map<Long, List<Long>> found = new TreeMap<>();
    for (long row : rows) {
      float[] vector = read(vectors, row, new float[vectors.dimension()]);
      long first =
          firsts.entrySet().stream()
              .filter(entry -> Arrays.equals(entry.getValue(), vector))
              .mapToLong(Map.Entry::getKey)
              .findFirst()
              .orElse(row);
      firsts.putIfAbsent(first, vector);
      found.computeIfAbsent(first, key -> new ArrayList<>()).add(row);
    }
    found.forEach(
        (first, group) -> {
          if (group.size() > 1) {
            groupsByFirstRow.put(first, List.copyOf(group));
          }
        });
  }

  private static float[] read(VectorStore vectors, long row, float[] into) {
    vectors.read(row, 1, into, 0);
    for (int d = 0; d < into.length; d++) {
      into[d] += 0f; // makes 0 of -0
    }
    return into;
  }

  private static long hash(float[] vector) {
    long hash = 0x9e3779b97f4a7c15L;
    for (float value : vector) {
      hash = (hash ^ Float.floatToRawIntBits(value)) * 0x2127599bf4325c37L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
