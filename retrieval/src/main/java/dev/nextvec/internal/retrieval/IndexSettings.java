package dev.nextvec.internal.retrieval;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How vectors are searched.
 *
 * @param type exact, or through a graph
 * @param m most neighbours of a node
 * @param efConstruction candidates that are looked at for each node while the graph is made
 * @param quantise how the vectors that the graph is walked by are stored; the hits are always
 *     ordered by the full ones
 */
public record IndexSettings(SearchType type, int m, int efConstruction, Quantisation quantise) {
  /** Up to so many chunks comparing all is as fast as a graph feels: about 10 ms. */
  public static final long EXACT_CHUNKS = 20_000;

  public static final int M = 16;
  public static final int EF_CONSTRUCTION = 100;

  /** What Lucene takes. */
  public static final int MOST_M = 512;

  public static final int MOST_EF_CONSTRUCTION = 3200;

  /** The way from a query to the nearest vectors. */
  public enum SearchType {
    /** Every vector is compared. */
    EXACT,
    /** A hierarchical navigable small-world graph. */
    HNSW;

    /** The name in commands and files. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The one for so many chunks where none was asked for. */
    public static SearchType of(long chunks) {
      return chunks <= EXACT_CHUNKS ? EXACT : HNSW;
    }
  }

  /** How many bits a component has. */
  public enum Quantisation {
    NONE("none"),
    INT8("int8"),
    INT4("int4"),
    ONE_BIT("1bit");

    private final String key;

    Quantisation(String key) {
      this.key = key;
    }

    /** The name in commands and files. */
    public String key() {
      return key;
    }

    /** The one of that name. */
    public static Optional<Quantisation> named(String key) {
      return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    /** All names. */
    public static List<String> keys() {
      return Arrays.stream(values()).map(Quantisation::key).toList();
    }
  }

  public IndexSettings {
    if (m < 2 || m > MOST_M || efConstruction < 2 || efConstruction > MOST_EF_CONSTRUCTION) {
      throw new IllegalArgumentException(
          "`m` must be from 2 to %d and `ef-construction` from 2 to %d but were %d and %d"
              .formatted(MOST_M, MOST_EF_CONSTRUCTION, m, efConstruction));
    }
    if (type == SearchType.EXACT && quantise != Quantisation.NONE) {
      throw new IllegalArgumentException(
          "an exact index compares the full vectors, so quantising to %s would only add to it: choose hnsw, or none"
              .formatted(quantise.key()));
    }
  }

  /** The standard ones of a type. */
  public static IndexSettings of(SearchType type) {
    return new IndexSettings(type, M, EF_CONSTRUCTION, Quantisation.NONE);
  }
}
