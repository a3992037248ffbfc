package dev.nextvec.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Which texts are computed together: positions of texts, longest first. */
final class Batches {
  private Batches() {}

  /**
   * Where shorter texts of a batch are padded to its longest: texts of about one length, so that
   * there is next to no padding.
   *
   * @param tokens of a batch, padding included; a longer text is a batch of its own
   */
  static List<int[]> padded(long[][] ids, int tokens) {
    int[] order = longestFirst(ids);
    List<int[]> batches = new ArrayList<>();
    for (int start = 0; start < order.length; ) {
      int size = Math.max(1, tokens / Math.max(1, ids[order[start]].length));
      int end = Math.min(order.length, start + size);
      batches.add(Arrays.copyOfRange(order, start, end));
      start = end;
    }
    return batches;
  }

  /**
   * Where texts stand one behind the other: each goes into the first batch with room for it.
   *
   * @param tokens of a batch; a longer text is a batch of its own
   */
  static List<int[]> packed(long[][] ids, int tokens) {
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> room = new ArrayList<>();
    for (int text : longestFirst(ids)) {
      int length = ids[text].length;
      int into = 0;
      while (into < room.size() && room.get(into) < length) {
        into++;
      }
      if (into == room.size()) {
        batches.add(new ArrayList<>());
        room.add(tokens);
      }
      batches.get(into).add(text);
      room.set(into, room.get(into) - length);
    }
    return batches.stream().map(b -> b.stream().mapToInt(Integer::intValue).toArray()).toList();
  }

  private static int[] longestFirst(long[][] ids) {
    Integer[] order = new Integer[ids.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt((Integer i) -> ids[i].length).reversed());
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }
}
