package dev.nextvec.text;

import dev.nextvec.internal.file.FileSink;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.npy.NpyRows;
import dev.nextvec.internal.npy.NpyWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;

/** Writes a shard again with the vectors of texts that were encoded elsewhere. */
record ShardFilling(WorkFolder folder, WorkSettings settings, int shard) {
  private static final int ROWS = 1024;

  /** Most files of other shards that are open at once, each perhaps a connection. */
  private static final int OPEN = 32;

  void run() throws IOException {
    SortedMap<Long, Long> repeats = Repeats.read(folder, shard);
    SequencedMap<Integer, NpyRows> open = new LinkedHashMap<>(2 * OPEN, 0.75f, true);
    try (NpyRows own = open(shard)) {
      WorkFolder.make(
          folder.filled(shard),
          temporary -> {
            try (NpyWriter out =
                new NpyWriter(
                    temporary,
                    settings.type(),
                    settings.dimension(),
                    FileSink.DISK,
                    new Sha256())) {
              copy(own, repeats, open, out);
              out.finish();
            }
          });
    } finally {
      for (NpyRows each : open.values()) {
        each.close();
      }
    }
  }

  private void copy(
      NpyRows own,
      SortedMap<Long, Long> repeats,
      SequencedMap<Integer, NpyRows> open,
      NpyWriter out)
      throws IOException {
    long begin = (long) shard * settings.shardRows();
    float[] block = new float[ROWS * settings.dimension()];
    for (long row = 0; row < own.rows(); row += ROWS) {
      int count = (int) Math.min(ROWS, own.rows() - row);
      own.read(row, count, block, 0);
      for (int i = 0; i < count; i++) {
        Optional<Long> first = Optional.ofNullable(repeats.get(begin + row + i));
        if (first.isPresent()) {
          long from = first.get();
          shard(Math.toIntExact(from / settings.shardRows()), open)
              .read(from % settings.shardRows(), 1, block, i * settings.dimension());
        }
      }
      out.append(block, 0, count);
    }
  }

  /** What was not asked for the longest is closed for it where many are open. */
  private NpyRows shard(int number, SequencedMap<Integer, NpyRows> open) throws IOException {
    NpyRows known = open.get(number);
    if (known == null) {
      if (open.size() == OPEN) {
        open.firstEntry().getValue().close();
        open.pollFirstEntry();
      }
      known = open(number);
      open.put(number, known);
    }
    return known;
  }

  private NpyRows open(int number) throws IOException {
    return NpyRows.open(folder.now(folder.vectors(number), number));
  }
}
