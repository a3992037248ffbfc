package dev.nextvec.internal.retrieval;

import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.codecs.hnsw.HnswGraphProvider;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.similarities.Similarity.SimScorer;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.jspecify.annotations.Nullable;

/**
 * The Lucene files of an index: chunk number r of the dataset is document number r of the only
 * segment. Safe to share by all threads.
 */
final class ChunkIndex implements VectorStore {
  static final String VECTOR = "vector";
  static final String TEXT = "text";

  /** Id of the chunk's document, by which it is removed. */
  static final String DOCUMENT = "document";

  /** Of the vector, once it is brought to unit length and mapped for a model with two sides. */
  static final String MAPPED_LENGTH = "mapped_length";

  /** Of the vector as it was in the dataset: models want it so. */
  static final String LENGTH = "length";

  private final DirectoryReader directory;
  private final LeafReader reader;
  private final int dimension;
  private final Bm25Scores words;
  private final float[] mappedLengths; // of every chunk; empty where nothing is mapped
  private final Analyzer analyzer = Words.analyzer();

  private ChunkIndex(DirectoryReader directory, LeafReader reader) throws IOException {
    this.directory = directory;
    this.reader = reader;
    this.dimension = vectors(reader).dimension();
    this.words = Bm25Scores.of(reader, KeptWords.ROOM);
    this.mappedLengths = mappedLengths(reader);
  }

  private static float[] mappedLengths(LeafReader reader) throws IOException {
    NumericDocValues stored = reader.getNumericDocValues(MAPPED_LENGTH);
    if (stored == null) {
      return new float[0];
    }
    float[] lengths = new float[reader.maxDoc()];
    for (int row = 0; row < lengths.length; row++) {
      if (!stored.advanceExact(row)) {
        throw new IOException("chunk " + row + " has no mapped length: make the index again");
      }
      lengths[row] = Float.intBitsToFloat((int) stored.longValue());
    }
    return lengths;
  }

  /** Length that each chunk has once it is mapped; empty where the index is of no map. */
  float[] mappedLengths() {
    return mappedLengths;
  }

  static ChunkIndex open(Path index) throws IOException {
    DirectoryReader directory =
        DirectoryReader.open(FSDirectory.open(index, NoLockFactory.INSTANCE));
    try {
      if (directory.leaves().size() != 1 || directory.hasDeletions()) {
        throw new IOException(
            "%s has %d segments, not one: something else wrote to it; make the index again"
                .formatted(index, directory.leaves().size()));
      }
      return new ChunkIndex(directory, directory.leaves().getFirst().reader());
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static FloatVectorValues vectors(LeafReader reader) throws IOException {
    return Objects.requireNonNull(reader.getFloatVectorValues(VECTOR), "every chunk has a vector");
  }

  @Override
  public long rows() {
    return reader.maxDoc();
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public void read(long first, int count, float[] into, int offset) {
    Objects.checkFromIndexSize(first, count, rows());
    try {
      FloatVectorValues values = vectors(reader);
      for (int i = 0; i < count; i++) {
        float[] row = values.vectorValue((int) first + i);
        System.arraycopy(row, 0, into, offset + i * dimension, dimension);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The vector of a chunk as it was in the dataset, to rounding. */
  float[] original(int row) throws IOException {
    NumericDocValues lengths = reader.getNumericDocValues(LENGTH);
    if (lengths == null || !lengths.advanceExact(row)) {
      throw new IOException("chunk " + row + " of the index has no length: make the index again");
    }
    float length = Float.intBitsToFloat((int) lengths.longValue());
    float[] vector = read(row);
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= length;
    }
    return vector;
  }

  /** Text of a chunk; empty where there is none. */
  String text(int row) throws IOException {
    Document stored = reader.storedFields().document(row);
    @Nullable String text = stored.get(TEXT);
    return text == null ? "" : text;
  }

  /** Those of consecutive rows. */
  List<String> texts(long first, long count) throws IOException {
    List<String> texts = new ArrayList<>();
    for (long row = first; row < first + count; row++) {
      texts.add(text((int) row));
    }
    return texts;
  }

  /** BM25 of every chunk for the last chunks of a context. */
  float[] words(List<String> chunks) throws IOException {
    return words.of(Words.of(chunks, analyzer));
  }

  /** The words of one chunk's text, each once. */
  Set<String> cut(String text) {
    return Words.cut(text, analyzer);
  }

  /** The chunks that have a word. */
  void eachChunk(String word, Bm25Scores.Postings use) throws IOException {
    words.each(word, use);
  }

  /** What a word adds to the score of the chunk that its postings are at. */
  float score(PostingsEnum postings, SimScorer scorer) throws IOException {
    return words.score(postings, scorer);
  }

  /** BM25 of some chunks for each of a context's chunks alone, {@code [rows][context]}. */
  float[][] words(List<String> context, int[] rows) throws IOException {
    return words.of(context.stream().map(this::cut).toList(), rows);
  }

  /** How many words chunks have. */
  float[] lengths(int[] rows) {
    float[] lengths = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      lengths[i] = words.length(rows[i]);
    }
    return lengths;
  }

  /** Cosine with every chunk, mapped where the query asks for that. */
  float[] products(QueryVector query) throws IOException {
    FloatVectorValues values = vectors(reader);
    float[] products = new float[reader.maxDoc()];
    for (int row = 0; row < products.length; row++) {
      products[row] = VectorUtil.dotProduct(query.vector(), values.vectorValue(row));
    }
    for (int row = 0; row < products.length && query.mapped(); row++) {
      products[row] *= inverse(row);
    }
    return products;
  }

  /** Cosine with some chunks. */
  float[] products(QueryVector query, int[] rows) throws IOException {
    FloatVectorValues values = vectors(reader);
    float[] products = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      float product = VectorUtil.dotProduct(query.vector(), values.vectorValue(rows[i]));
      products[i] = query.mapped() ? product * inverse(rows[i]) : product;
    }
    return products;
  }

  /** Cosine with a chunk, in double precision. */
  double cosine(QueryVector query, int row) {
    return query.mapped()
        ? Rows.dot(query.vector(), 0, read(row), 0, dimension) * inverse(row)
        : Rows.cosine(query.vector(), read(row));
  }

  private float inverse(int row) {
    float length = mappedLengths[row];
    return length > 0 ? 1 / length : 0;
  }

  /**
   * The nearest by the graph. It is one of chunks as they are: where they are to be mapped, it
   * finds those that would be nearest if all had one length then, which they nearly have.
   *
   * @param width how many are looked for on the way, and returned
   * @param accepted rows that may be found; null for all
   */
  int[] near(QueryVector query, int width, @Nullable Bits accepted) throws IOException {
    int most = Math.min(width, reader.maxDoc());
    float[] unit = LuceneFiles.unit(query.vector(), 0, dimension);
    ScoreDoc[] found =
        reader.searchNearestVectors(
                VECTOR,
                unit,
                most,
                AcceptDocs.fromLiveDocs(accepted, reader.maxDoc()),
                Integer.MAX_VALUE)
            .scoreDocs;
    int[] rows = new int[found.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = found[i].doc;
    }
    return rows;
  }

  /** The graph; empty where there is none. */
  HnswGraph graph() throws IOException {
    if (reader instanceof CodecReader codec
        && codec.getVectorReader() instanceof PerFieldKnnVectorsFormat.FieldsReader fields
        && fields.getFieldReader(VECTOR) instanceof HnswGraphProvider provider) {
      HnswGraph graph = provider.getGraph(VECTOR);
      return graph == null ? HnswGraph.EMPTY : graph;
    }
    return HnswGraph.EMPTY;
  }

  /**
   * Reads every file against its checksum.
   *
   * @throws IOException if one is damaged
   */
  void verify() throws IOException {
    reader.checkIntegrity();
  }

  @Override
  public void close() {
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
