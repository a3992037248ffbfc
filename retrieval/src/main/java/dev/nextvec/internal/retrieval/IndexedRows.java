package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Texts;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.VectorSimilarityFunction;

/** Adds rows of a dataset to an index: vector, words, and whose they are. */
final class IndexedRows {
  private static final int BLOCK = 256;
  private static final FieldType WORDS = words();

  private final Dataset dataset;
  private final Optional<CandidateMap> map;
  private final Progress progress;
  private int at;
  private long done;

  /**
   * @param map of the candidates, where the index is made for a model with two sides
   */
  IndexedRows(Dataset dataset, Optional<CandidateMap> map, Progress progress) {
    this.dataset = dataset;
    this.map = map;
    this.progress = progress;
  }

  private static FieldType words() {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.setTokenized(true);
    type.setStored(true);
    type.freeze();
    return type;
  }

  /** Adds {@code count} rows; calls come in the order of the rows. */
  void add(IndexWriter writer, long first, long count) throws IOException {
    int dimension = dataset.dimension();
    Optional<Texts> texts = dataset.texts();
    float[] block = new float[BLOCK * dimension];
    for (long from = first; from < first + count; from += BLOCK) {
      int rows = (int) Math.min(BLOCK, first + count - from);
      dataset.vectors().read(from, rows, block, 0);
      float[] mapped = mappedLengths(block, rows);
      for (int i = 0; i < rows; i++) {
        Document chunk = chunk(block, i * dimension, dimension);
        if (mapped.length > 0) {
          int bits = Float.floatToIntBits(mapped[i]);
          chunk.add(new NumericDocValuesField(ChunkIndex.MAPPED_LENGTH, bits));
        }
        chunk.add(new StringField(ChunkIndex.DOCUMENT, owner(from + i), Field.Store.NO));
        if (texts.isPresent()) {
          chunk.add(new Field(ChunkIndex.TEXT, texts.get().text(from + i), WORDS));
        }
        writer.addDocument(chunk);
      }
      done += rows;
      progress.update(done, dataset.count());
    }
  }

  /** Of rows of unit length; none where nothing is mapped. */
  private float[] mappedLengths(float[] block, int rows) {
    if (map.isEmpty()) {
      return new float[0];
    }
    float[] unit = block.clone();
    Rows.normaliseAll(unit, rows, dataset.dimension());
    return map.get().lengths(unit, rows);
  }

  /** Id of the document of a row; empty for a row of none. */
  private String owner(long row) {
    var documents = dataset.documents();
    while (at + 1 < documents.size() && documents.get(at + 1).first() <= row) {
      at++;
    }
    var own = documents.get(at);
    return row >= own.first() && row < own.first() + own.count() ? own.id() : "";
  }

  private static Document chunk(float[] block, int from, int dimension) {
    float length = (float) Rows.length(block, from, dimension);
    Document chunk = new Document();
    chunk.add(
        new KnnFloatVectorField(
            ChunkIndex.VECTOR,
            LuceneFiles.unit(block, from, dimension),
            VectorSimilarityFunction.DOT_PRODUCT));
    chunk.add(new NumericDocValuesField(ChunkIndex.LENGTH, Float.floatToIntBits(length)));
    return chunk;
  }
}
