package dev.nextvec.retrieval;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the next chunk is searched for. All are measured alike. */
public sealed interface Strategy {

  /** Its name on every surface, which {@link #parse} reads. */
  String label();

  /** By cosine with one vector that is made of the context. */
  enum Vector implements Strategy {
    /** The newest chunk: what is near the last thing said. */
    PERSISTENCE,
    /** The mean of the context's vectors. */
    AVERAGE,
    /** The prediction of a latent vector model. */
    MODEL;

    @Override
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * By the words of the context's two newest chunks: BM25 with k1 1.2 and b 0.75 (Robertson and
   * Zaragoza, <em>The Probabilistic Relevance Framework</em>, 2009), each word of a chunk once, the
   * newest chunk counting 1, the one before it 1/2.
   */
  record Bm25() implements Strategy {
    @Override
    public String label() {
      return "bm25";
    }
  }

  /**
   * By cosine + weight x BM25, where BM25's scores are divided by the highest of the query.
   *
   * @param weight at least 0
   */
  record WeightedSum(Vector vector, double weight) implements Strategy {
    public WeightedSum {
      if (!(weight >= 0 && weight <= MOST)) {
        throw new IllegalArgumentException(
            "the weight of BM25 must be from 0 to %s but was %s".formatted(MOST, weight));
      }
    }

    @Override
    public String label() {
      return "%s+%s*bm25".formatted(vector.label(), number(weight));
    }
  }

  /**
   * By the sum of 1 / (60 + rank) in both lists, the first {@value #DEPTH} of each (Cormack, Clarke
   * and Buettcher, <em>Reciprocal rank fusion</em>, 2009).
   */
  record ReciprocalRanks(Vector vector) implements Strategy {
    /** Ranks beyond this count nothing. */
    public static final int DEPTH = 1000;

    @Override
    public String label() {
      return vector.label() + "&bm25";
    }
  }

  /**
   * By a small network that orders the first 50 hits anew: those of the weighted sum whose weight
   * {@code evaluate} chose, or of the vector alone where the index has no texts. The network was
   * fitted by {@code evaluate} on validation documents, and sees vectors, words and lengths alone.
   *
   * @param vector persistence, or a model's prediction
   * @param words whether the hits are those of a sum with BM25
   */
  record Reranked(Vector vector, boolean words) implements Strategy {
    private static final String MARK = ":reranked";

    public Reranked {
      if (vector == Vector.AVERAGE) {
        throw new IllegalArgumentException(
            "hits of persistence and of a model are re-ranked, not those of the average: choose"
                + " one of them");
      }
    }

    @Override
    public String label() {
      return vector.label() + (words ? "+bm25" : "") + MARK;
    }
  }

  /** Largest weight of BM25. */
  double MOST = 1000;

  /** Whether it asks for words, which an index of vectors alone does not have. */
  default boolean needsText() {
    return switch (this) {
      case Vector any -> false;
      case Bm25 any -> true;
      case WeightedSum any -> true;
      case ReciprocalRanks any -> true;
      case Reranked ranked -> ranked.words();
    };
  }

  /** The vector that chunks are compared with; the newest chunk where words alone are searched. */
  default Vector vector() {
    return switch (this) {
      case Vector own -> own;
      case Bm25 any -> Vector.PERSISTENCE;
      case WeightedSum sum -> sum.vector();
      case ReciprocalRanks ranks -> ranks.vector();
      case Reranked ranked -> ranked.vector();
    };
  }

  /** Whether it asks a latent vector model. */
  default boolean needsModel() {
    return vector() == Vector.MODEL;
  }

  /**
   * Reads a name: {@code persistence}, {@code average}, {@code model}, {@code bm25}, {@code
   * persistence+0.6*bm25}, {@code persistence&bm25} for reciprocal ranks, {@code
   * persistence+bm25:reranked}.
   *
   * @throws IllegalArgumentException naming what there is
   */
  static Strategy parse(String name) {
    String word = name.strip().toLowerCase(Locale.ROOT);
    Matcher sum = Pattern.compile("(\\w+)\\+(\\d{1,4}(?:\\.\\d{1,6})?)\\*bm25").matcher(word);
    Matcher ranks = Pattern.compile("(\\w+)&bm25").matcher(word);
    Matcher ranked = Pattern.compile("(\\w+)(\\+bm25)?" + Reranked.MARK).matcher(word);
    if (ranked.matches()) {
      return new Reranked(vector(ranked.group(1), name), ranked.group(2) != null);
    }
    if (word.equals("bm25")) {
      return new Bm25();
    }
    if (sum.matches()) {
      return new WeightedSum(vector(sum.group(1), name), Double.parseDouble(sum.group(2)));
    }
    return ranks.matches() ? new ReciprocalRanks(vector(ranks.group(1), name)) : vector(word, name);
  }

  private static Vector vector(String word, String whole) {
    return List.of(Vector.values()).stream()
        .filter(each -> each.label().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "`%s` is no strategy: there are persistence, average, model, bm25, and of the first three NAME+WEIGHT*bm25 and NAME&bm25, and persistence+bm25:reranked and model+bm25:reranked"
                        .formatted(whole)));
  }

  private static String number(double weight) {
    String text = String.format(Locale.ROOT, "%.4f", weight).replaceAll("0+$", "");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
