package dev.nextvec.internal.retrieval;

import java.io.IOException;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/**
 * Lucene's own codec with our settings, and without its limit of 1,024 dimensions. It keeps
 * Lucene's names in the files, so that any Lucene of this version reads them.
 */
public final class ChunkCodec {
  private static final int MOST_DIMENSIONS = 1 << 16;
  private static final int NO_GRAPH = Integer.MAX_VALUE;

  private ChunkCodec() {}

  /** The codec of an index of such settings. */
  public static Codec of(IndexSettings settings) {
    KnnVectorsFormat format = new AnyDimension(format(settings));
    return new Lucene104Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
      }
    };
  }

  private static KnnVectorsFormat format(IndexSettings settings) {
    int m = settings.m();
    int ef = settings.efConstruction();
    if (settings.type() == IndexSettings.SearchType.EXACT) {
      return new Lucene99HnswVectorsFormat(m, ef, 1, null, NO_GRAPH);
    }
    return switch (settings.quantise()) {
      case NONE -> new Lucene99HnswVectorsFormat(m, ef);
      case INT8 -> quantised(ScalarEncoding.UNSIGNED_BYTE, m, ef);
      case INT4 -> quantised(ScalarEncoding.PACKED_NIBBLE, m, ef);
      case ONE_BIT -> quantised(ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE, m, ef);
    };
  }

  private static KnnVectorsFormat quantised(ScalarEncoding encoding, int m, int ef) {
    return new Lucene104HnswScalarQuantizedVectorsFormat(encoding, m, ef);
  }

  private static final class AnyDimension extends KnnVectorsFormat {
    private final KnnVectorsFormat format;

    AnyDimension(KnnVectorsFormat format) {
      super(format.getName());
      this.format = format;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return format.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
      return format.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String field) {
      return MOST_DIMENSIONS;
    }
  }
}
