package dev.nextvec.internal.examine;

import dev.nextvec.internal.twins.ExactDuplicates;
import dev.nextvec.internal.twins.NearDuplicates;
import dev.nextvec.internal.twins.NearDuplicates.TwinPair;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorStore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Equal and nearly equal vectors among the rows that windows hold.
 *
 * @param rows rows that were looked at
 * @param equalAcross groups of equal rows that lie in more than one part of the split
 * @param equalWithin groups of equal rows of one part
 * @param near nearly equal ones; of each group of equal rows only the first in each part
 * @param least lowest cosine that counts as nearly equal
 */
public record Twins(
    int rows,
    List<List<Long>> equalAcross,
    List<List<Long>> equalWithin,
    NearDuplicates.Found near,
    double least) {

  public Twins {
    equalAcross = List.copyOf(equalAcross);
    equalWithin = List.copyOf(equalWithin);
  }

  /** Rows that repeat an earlier one. */
  public long repeated() {
    return equalAcross.stream().mapToLong(group -> group.size() - 1).sum()
        + equalWithin.stream().mapToLong(group -> group.size() - 1).sum();
  }

  /**
   * Searches.
   *
   * @param unusable rows that no cosine can be taken of
   */
  static Twins find(
      VectorStore vectors,
      byte[] partOfRows,
      Set<Long> unusable,
      double least,
      int threads,
      Progress progress) {
    long[] rows =
        IntStream.range(0, partOfRows.length)
            .filter(row -> partOfRows[row] >= 0 && !unusable.contains((long) row))
            .mapToLong(row -> row)
            .toArray();
    long total = 3L * rows.length;
    List<List<Long>> groups =
        ExactDuplicates.of(vectors, rows, (done, all) -> progress.update(done, total));
    Set<Long> repeats = new HashSet<>();
    groups.forEach(group -> repeatsOf(group, partOfRows, repeats));
    long[] distinct = Arrays.stream(rows).filter(row -> !repeats.contains(row)).toArray();
    int[] parts = new int[distinct.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = partOfRows[(int) distinct[i]];
    }
    NearDuplicates.Found near =
        NearDuplicates.search(
            vectors,
            distinct,
            parts,
            least,
            threads,
            (done, all) -> progress.update(rows.length + done, total));
    return new Twins(
        rows.length,
        groups.stream().filter(group -> parts(group, partOfRows) > 1).toList(),
        groups.stream().filter(group -> parts(group, partOfRows) == 1).toList(),
        withoutEqual(near, groups),
        least);
  }

  private static long parts(List<Long> group, byte[] partOfRows) {
    return group.stream().map(row -> partOfRows[row.intValue()]).distinct().count();
  }

  /** All but the first of each part. */
  private static void repeatsOf(List<Long> group, byte[] partOfRows, Set<Long> into) {
    Set<Byte> seen = new HashSet<>();
    for (long row : group) {
      if (!seen.add(partOfRows[(int) row])) {
        into.add(row);
      }
    }
  }

  /** Equal rows of two parts are near ones too: they are told of once. */
  private static NearDuplicates.Found withoutEqual(
      NearDuplicates.Found near, List<List<Long>> groups) {
    Map<Long, Integer> groupOf = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      for (long row : groups.get(i)) {
        groupOf.put(row, i);
      }
    }
    List<TwinPair> others =
        near.across().stream()
            .filter(
                pair ->
                    !groupOf.containsKey(pair.first())
                        || !groupOf.get(pair.first()).equals(groupOf.get(pair.second())))
            .toList();
    return new NearDuplicates.Found(
        near.within(),
        others,
        near.withinCount(),
        near.acrossCount() - (near.across().size() - others.size()),
        near.searchedShare());
  }
}
