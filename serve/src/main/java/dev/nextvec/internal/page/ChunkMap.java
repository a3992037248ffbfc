package dev.nextvec.internal.page;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.internal.engine.PrincipalPlane;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Chunks of a dataset on the plane in which they differ most. Vectors count by their direction
 * alone, as in every search.
 *
 * @param plane where any vector falls
 * @param dots an even sample of the chunks that belong to documents
 * @param chunks how many such chunks there are
 * @param fitted how many the plane was fitted on
 */
public record ChunkMap(PrincipalPlane plane, List<Dot> dots, long chunks, int fitted) {
  /** So many can be told apart, and weigh little. */
  static final int MOST_DOTS = 1_200;

  /** The plane hardly turns with more. */
  private static final int MOST_FITTED = 3_000;

  /**
   * A chunk.
   *
   * @param document number of its document
   * @param position its place in it, from 0
   * @param coherence cosine with the chunk before it, or with the next one for a first; NaN alone
   */
  public record Dot(long row, int document, long position, double x, double y, double coherence) {}

  public ChunkMap {
    dots = List.copyOf(dots);
  }

  /**
   * Fits the plane and places a sample.
   *
   * @throws IllegalArgumentException if there are too few chunks, or damaged vectors
   */
  static ChunkMap of(Dataset dataset, Prepared.Told told) {
    Places all = Places.of(dataset.documents());
    List<Place> fit = all.evenly(MOST_FITTED);
    int dimension = dataset.dimension();
    Progress progress = told.begin("reads vectors");
    float[] rows = new float[Math.multiplyExact(fit.size(), dimension)];
    for (int i = 0; i < fit.size(); i++) {
      dataset.vectors().read(fit.get(i).row(), 1, rows, i * dimension);
      Rows.normalise(rows, i * dimension, dimension);
      progress.update(i, fit.size());
    }
    told.begin("finds the plane in which they differ most");
    PrincipalPlane plane = PrincipalPlane.fit(rows, fit.size(), dimension);
    List<Dot> dots = new ArrayList<>();
    for (Place each : all.evenly(MOST_DOTS)) {
      dots.add(dot(dataset, plane, each));
    }
    return new ChunkMap(plane, dots, all.count(), fit.size());
  }

  /** A chunk of a document. */
  private record Place(long row, int document, long position) {}

  /** All chunks of documents, in order; {@code before} has how many come before each document. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Places(List<Document> documents, long[] before) {
    static Places of(List<Document> documents) {
      long[] before = new long[documents.size() + 1];
      for (int d = 0; d < documents.size(); d++) {
        before[d + 1] = before[d] + documents.get(d).count();
      }
      return new Places(documents, before);
    }

    long count() {
      return before[documents.size()];
    }

    List<Place> evenly(int most) {
      int some = (int) Math.min(most, count());
      List<Place> places = new ArrayList<>(some);
      int document = 0;
      for (int i = 0; i < some; i++) {
        long at = (long) ((i + 0.5) * count() / some);
        while (at >= before[document + 1]) {
          document++;
        }
        long position = at - before[document];
        places.add(new Place(documents.get(document).first() + position, document, position));
      }
      return places;
    }
  }

  private static Dot dot(Dataset dataset, PrincipalPlane plane, Place place) {
    float[] own = unit(dataset.vectors(), place.row());
    double[] at = plane.place(own, 0);
    Document document = dataset.documents().get(place.document());
    long neighbour = place.position() > 0 ? place.row() - 1 : place.row() + 1;
    double coherence =
        document.count() < 2 ? Double.NaN : Rows.cosine(own, dataset.vectors().read(neighbour));
    return new Dot(place.row(), place.document(), place.position(), at[0], at[1], coherence);
  }

  static float[] unit(VectorStore vectors, long row) {
    float[] vector = vectors.read(row);
    Rows.normalise(vector, 0, vector.length);
    return vector;
  }
}
