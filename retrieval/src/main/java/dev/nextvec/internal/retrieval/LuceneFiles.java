package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Texts;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;

/** Writes the chunks of a dataset as one segment of Lucene, in the order of their rows. */
final class LuceneFiles {
  /** Larger buffers make fewer graphs that must be joined. */
  private static final double MOST_BUFFER_MB = 1024;

  private static final int BLOCK = 256;
  private static final FieldType WORDS = words();

  private LuceneFiles() {}

  private static FieldType words() {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.setTokenized(true);
    type.setStored(true);
    type.freeze();
    return type;
  }

  static void write(Dataset dataset, IndexSettings settings, Path folder, Progress progress)
      throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig(Words.analyzer())
            .setCodec(ChunkCodec.of(settings))
            .setMergePolicy(new LogDocMergePolicy()) // joins neighbours only: rows keep their order
            .setMergeScheduler(new SerialMergeScheduler())
            .setRAMBufferSizeMB(buffer())
            .setUseCompoundFile(false);
    try (FSDirectory directory = FSDirectory.open(folder, NoLockFactory.INSTANCE);
        IndexWriter writer = new IndexWriter(directory, config)) {
      add(dataset, writer, progress);
      writer.forceMerge(1);
      writer.commit();
    }
  }

  private static double buffer() {
    double quarter = Runtime.getRuntime().maxMemory() / 4.0 / (1 << 20);
    return Math.clamp(quarter, 16, MOST_BUFFER_MB);
  }

  private static void add(Dataset dataset, IndexWriter writer, Progress progress)
      throws IOException {
    int dimension = dataset.dimension();
    Optional<Texts> texts = dataset.texts();
    float[] block = new float[BLOCK * dimension];
    for (long first = 0; first < dataset.count(); first += BLOCK) {
      int count = (int) Math.min(BLOCK, dataset.count() - first);
      dataset.vectors().read(first, count, block, 0);
      for (int i = 0; i < count; i++) {
        Document chunk = chunk(block, i * dimension, dimension);
        if (texts.isPresent()) {
          chunk.add(new Field(ChunkIndex.TEXT, texts.get().text(first + i), WORDS));
        }
        writer.addDocument(chunk);
      }
      progress.update(first + count, dataset.count());
    }
  }

  private static Document chunk(float[] block, int from, int dimension) {
    float length = (float) Rows.length(block, from, dimension);
    Document chunk = new Document();
    chunk.add(
        new KnnFloatVectorField(
            ChunkIndex.VECTOR, unit(block, from, dimension), VectorSimilarityFunction.DOT_PRODUCT));
    chunk.add(new NumericDocValuesField(ChunkIndex.LENGTH, Float.floatToIntBits(length)));
    return chunk;
  }

  /** A copy of unit length. */
  static float[] unit(float[] rows, int from, int dimension) {
    float[] unit = Arrays.copyOfRange(rows, from, from + dimension);
    Rows.normalise(unit, 0, dimension);
    return unit;
  }
}
