package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Dataset;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;

/** Writes the chunks of a dataset as one segment of Lucene, in the order of their rows. */
final class LuceneFiles {
  /** Larger buffers make fewer graphs that must be joined. */
  private static final double MOST_BUFFER_MB = 1024;

  private LuceneFiles() {}

  /** Writes all chunks of a dataset. */
  static void write(
      Dataset dataset,
      Optional<CandidateMap> map,
      IndexSettings settings,
      Path folder,
      Progress progress)
      throws IOException {
    IndexedRows rows = new IndexedRows(dataset, map, progress);
    change(settings, folder, writer -> rows.add(writer, 0, dataset.count()));
  }

  /** What is done to an index. */
  interface Change {
    void of(IndexWriter writer) throws IOException;
  }

  /** Changes an index, or makes one, and brings it to one segment. */
  static void change(IndexSettings settings, Path folder, Change change) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig(Words.analyzer())
            .setCodec(ChunkCodec.of(settings))
            .setMergePolicy(new LogDocMergePolicy()) // joins neighbours only: rows keep their order
            .setMergeScheduler(new SerialMergeScheduler())
            .setRAMBufferSizeMB(buffer())
            .setUseCompoundFile(false);
    try (FSDirectory directory = FSDirectory.open(folder, NoLockFactory.INSTANCE);
        IndexWriter writer = new IndexWriter(directory, config)) {
      change.of(writer);
      writer.forceMerge(1);
      writer.commit();
    }
  }

  private static double buffer() {
    double quarter = Runtime.getRuntime().maxMemory() / 4.0 / (1 << 20);
    return Math.clamp(quarter, 16, MOST_BUFFER_MB);
  }

  /** A copy of unit length. */
  static float[] unit(float[] rows, int from, int dimension) {
    float[] unit = Arrays.copyOfRange(rows, from, from + dimension);
    Rows.normalise(unit, 0, dimension);
    return unit;
  }
}
