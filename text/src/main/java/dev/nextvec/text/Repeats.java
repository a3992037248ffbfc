package dev.nextvec.text;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows whose text stands in an earlier window too: their vectors are copied, as one process
 * would find them in its cache.
 */
final class Repeats {
  private Repeats() {}

  /**
   * Finds those of every shard and writes them down.
   *
   * @return the shards that have some
   */
  static BitSet write(WorkFolder folder, ShardPlan plan, int shardRows) throws IOException {
    FirstRows first = new FirstRows();
    BitSet shards = new BitSet();
    List<Long> pairs = new ArrayList<>();
    long row = 0;
    for (ShardPlan.Run run : plan.runs()) {
      try (DataInputStream keys = keys(folder, run)) {
        for (long end = row + run.rows(); row < end; row++) {
          if (row % shardRows == 0) {
            write(folder, row / shardRows - 1, pairs, shards);
          }
          long met = first.of(keys.readLong(), keys.readLong(), row);
          if (met / EncodePipeline.WINDOW < row / EncodePipeline.WINDOW) {
            pairs.add(row);
            pairs.add(met);
          }
        }
      }
    }
    write(folder, (row - 1) / shardRows, pairs, shards);
    return shards;
  }

  private static DataInputStream keys(WorkFolder folder, ShardPlan.Run run) throws IOException {
    DataInputStream keys =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(folder.keys(run.piece())), 1 << 16));
    keys.skipNBytes(run.line() * PieceCutter.KEY_BYTES);
    return keys;
  }

  private static void write(WorkFolder folder, long shard, List<Long> pairs, BitSet shards)
      throws IOException {
    if (pairs.isEmpty()) {
      return;
    }
    int number = Math.toIntExact(shard);
    WorkFolder.write(
        folder.repeats(number),
        out -> {
          try (DataOutputStream longs = new DataOutputStream(out)) {
            for (long value : pairs) {
              longs.writeLong(value);
            }
          }
        });
    shards.set(number);
    pairs.clear();
  }

  /** Those of a shard: the first row of the text, by row. */
  static SortedMap<Long, Long> read(WorkFolder folder, int shard) throws IOException {
    SortedMap<Long, Long> repeats = new TreeMap<>();
    Path file = folder.repeats(shard);
    if (Files.exists(file)) {
      long pairs = Files.size(file) / (2 * Long.BYTES);
      try (DataInputStream longs =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
        for (long i = 0; i < pairs; i++) {
          repeats.put(longs.readLong(), longs.readLong());
        }
      }
    }
    return repeats;
  }
}
