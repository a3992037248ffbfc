package dev.nextvec.internal.store;

import dev.nextvec.internal.retrieval.IndexSettings;
import dev.nextvec.internal.retrieval.TopRows;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/**
 * Searches a store as it is at one moment. Up to {@value IndexSettings#EXACT_CHUNKS} entries that
 * may be found are all compared; among more, graphs lead to those that are.
 */
final class EntrySearch {
  /** How many nodes a walk through a graph keeps. */
  private static final int WIDTH = 100;

  /** Cosines computed in float32 differ by less than this from exact ones. */
  private static final float SLACK = 1e-5f;

  private final IndexSearcher searcher;
  private final long most;

  /** An entry of a part of the store, with its cosine. */
  private record Place(LeafReaderContext part, int row, double cosine) {}

  EntrySearch(IndexSearcher searcher) {
    this(searcher, IndexSettings.EXACT_CHUNKS);
  }

  /** Compares all among at most so many. */
  EntrySearch(IndexSearcher searcher, long most) {
    this.searcher = searcher;
    this.most = most;
  }

  private List<LeafReaderContext> parts() {
    return searcher.getIndexReader().leaves();
  }

  /** The highest cosines first; of equal ones what was added first. */
  List<Found> best(float[] query, int count, Optional<Condition> condition) throws IOException {
    List<FixedBitSet> meant = meant(condition);
    long all = meant.stream().mapToLong(FixedBitSet::cardinality).sum();
    List<Place> places =
        all <= most || all <= 2L * count
            ? compared(query, count, meant)
            : near(query, count, meant);
    places.sort(
        Comparator.comparingDouble(Place::cosine)
            .reversed()
            .thenComparingInt(place -> place.part().docBase + place.row()));
    List<Found> found = new ArrayList<>();
    for (Place place : places.subList(0, Math.min(count, places.size()))) {
      found.add(new Found(entry(place), place.cosine()));
    }
    return found;
  }

  /** Ids of all entries for which a condition holds. */
  List<String> ids(Condition condition) throws IOException {
    List<FixedBitSet> meant = meant(Optional.of(condition));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < meant.size(); i++) {
      for (int row : rows(meant.get(i))) {
        ids.add(stored(parts().get(i).reader(), row).get(EntryFields.ID));
      }
    }
    return ids;
  }

  /** Rows of each part that may be found. */
  private List<FixedBitSet> meant(Optional<Condition> condition) throws IOException {
    if (condition.isEmpty()) {
      return parts().stream().map(EntrySearch::live).toList();
    }
    Weight weight =
        searcher.createWeight(
            searcher.rewrite(EntryFields.query(condition.get().where())),
            ScoreMode.COMPLETE_NO_SCORES,
            1);
    List<FixedBitSet> meant = new ArrayList<>();
    for (LeafReaderContext part : parts()) {
      meant.add(meant(part, weight.scorer(part), condition.get()));
    }
    return meant;
  }

  private static FixedBitSet live(LeafReaderContext part) {
    LeafReader reader = part.reader();
    if (reader.getLiveDocs() != null) {
      return FixedBitSet.copyOf(reader.getLiveDocs());
    }
    FixedBitSet all = new FixedBitSet(reader.maxDoc());
    all.set(0, reader.maxDoc());
    return all;
  }

  private static FixedBitSet meant(
      LeafReaderContext part, @Nullable Scorer candidates, Condition condition) throws IOException {
    LeafReader reader = part.reader();
    FixedBitSet meant = new FixedBitSet(reader.maxDoc());
    if (candidates == null) {
      return meant;
    }
    Bits live = reader.getLiveDocs();
    BinaryDocValues metadata = reader.getBinaryDocValues(EntryFields.METADATA);
    DocIdSetIterator rows = candidates.iterator();
    for (int row = rows.nextDoc(); row != DocIdSetIterator.NO_MORE_DOCS; row = rows.nextDoc()) {
      boolean there = live == null || live.get(row);
      if (there && condition.holds().test(read(metadata, row))) {
        meant.set(row);
      }
    }
    return meant;
  }

  private static Map<String, Object> read(@Nullable BinaryDocValues metadata, int row)
      throws IOException {
    if (metadata == null || !metadata.advanceExact(row)) {
      throw new IOException("entry %d of the store has no metadata: it is damaged".formatted(row));
    }
    return EntryFields.metadata(metadata.binaryValue());
  }

  private static int[] rows(FixedBitSet meant) {
    int[] rows = new int[meant.cardinality()];
    int at = -1;
    for (int i = 0; i < rows.length; i++) {
      at = meant.nextSetBit(at + 1);
      rows[i] = at;
    }
    return rows;
  }

  private static FloatVectorValues vectors(LeafReader reader) throws IOException {
    return Objects.requireNonNull(
        reader.getFloatVectorValues(EntryFields.VECTOR), "every entry has a vector");
  }

  private List<Place> compared(float[] query, int count, List<FixedBitSet> meant)
      throws IOException {
    float[] cosines = new float[searcher.getIndexReader().maxDoc()];
    Arrays.fill(cosines, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < meant.size(); i++) {
      LeafReaderContext part = parts().get(i);
      FloatVectorValues vectors = vectors(part.reader());
      for (int row : rows(meant.get(i))) {
        cosines[part.docBase + row] = VectorUtil.cosine(query, vectors.vectorValue(row));
      }
    }
    int[] first = TopRows.of(cosines, count);
    float least = first.length == 0 ? Float.POSITIVE_INFINITY : cosines[first[first.length - 1]];
    List<Place> places = new ArrayList<>();
    for (LeafReaderContext part : parts()) {
      for (int row = 0; row < part.reader().maxDoc(); row++) {
        if (cosines[part.docBase + row] >= least - SLACK) {
          places.add(place(query, part, row));
        }
      }
    }
    return places;
  }

  private List<Place> near(float[] query, int count, List<FixedBitSet> meant) throws IOException {
    int width = Math.max(WIDTH, 2 * count);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < meant.size(); i++) {
      LeafReaderContext part = parts().get(i);
      int rows = part.reader().maxDoc();
      ScoreDoc[] found =
          part.reader()
              .searchNearestVectors(
                  EntryFields.VECTOR,
                  query,
                  Math.min(width, rows),
                  AcceptDocs.fromLiveDocs(meant.get(i), rows),
                  Integer.MAX_VALUE)
              .scoreDocs;
      for (ScoreDoc each : found) {
        places.add(place(query, part, each.doc));
      }
    }
    return places;
  }

  private static Place place(float[] query, LeafReaderContext part, int row) throws IOException {
    return new Place(part, row, Rows.cosine(query, vectors(part.reader()).vectorValue(row)));
  }

  private static Document stored(LeafReader reader, int row) throws IOException {
    return reader.storedFields().document(row);
  }

  private static Entry entry(Place place) throws IOException {
    LeafReader reader = place.part().reader();
    Document stored = stored(reader, place.row());
    return new Entry(
        stored.get(EntryFields.ID),
        vectors(reader).vectorValue(place.row()).clone(),
        Optional.ofNullable(stored.get(EntryFields.TEXT)),
        read(reader.getBinaryDocValues(EntryFields.METADATA), place.row()));
  }
}
