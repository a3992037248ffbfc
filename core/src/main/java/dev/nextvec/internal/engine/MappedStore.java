package dev.nextvec.internal.engine;

import dev.nextvec.model.CandidateMap;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;
import java.util.Arrays;

/**
 * Stored vectors as a model with two sides compares its predictions with them: the vectors as they
 * are, and the length that each has once it is brought to unit length and mapped. A cosine with a
 * mapped vector is (Mᵀ q) · c / |M c|, so no mapped vector is kept.
 *
 * @param lengths |M c| of each row
 */
@SuppressWarnings("ArrayRecordComponent")
public record MappedStore(VectorStore store, CandidateMap map, float[] lengths) {
  private static final int BLOCK = 1024;

  public MappedStore {
    if (store.dimension() != map.dimension() || store.rows() != lengths.length) {
      throw new IllegalArgumentException(
          "a map of dimension %d and %d lengths do not go with %d vectors of dimension %d"
              .formatted(map.dimension(), lengths.length, store.rows(), store.dimension()));
    }
  }

  /** Measures the lengths: a matrix product over the whole store. */
  public static MappedStore of(Engine engine, VectorStore store, CandidateMap map) {
    int dimension = store.dimension();
    float[] lengths = new float[Math.toIntExact(store.rows())];
    float[] rows = new float[BLOCK * dimension];
    float[] mapped = new float[BLOCK * dimension];
    try (AffineMap affine = engine.affine(map.matrix(), new float[dimension])) {
      for (int first = 0; first < lengths.length; first += BLOCK) {
        int count = Math.min(BLOCK, lengths.length - first);
        store.read(first, count, rows, 0);
        Rows.normaliseAll(rows, count, dimension);
        affine.apply(rows, count, mapped);
        for (int i = 0; i < count; i++) {
          lengths[first + i] = (float) Rows.length(mapped, i * dimension, dimension);
        }
      }
    }
    return new MappedStore(store, map, lengths);
  }

  /** Mᵀ of some queries of unit length. */
  float[] back(float[] unit, int count) {
    int dimension = map.dimension();
    float[] back = new float[count * dimension];
    for (int i = 0; i < count; i++) {
      float[] query = Arrays.copyOfRange(unit, i * dimension, (i + 1) * dimension);
      System.arraycopy(map.back(query), 0, back, i * dimension, dimension);
    }
    return back;
  }
}
