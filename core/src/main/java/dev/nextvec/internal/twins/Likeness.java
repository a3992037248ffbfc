package dev.nextvec.internal.twins;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * From which cosine on chunks and documents are copies in this data, learned from what its training
 * documents find in each other.
 *
 * <p>The logarithm of the distance 1 - cosine to the nearest foreign one is taken of each. Its
 * median is what is usual here; its spread is taken from the half that is less alike, which copies
 * do not touch. What lies {@link #DOCUMENT_SPREADS} spreads below the median, and at less than
 * {@link #NEARER} of the usual distance, is a copy. Where most documents have a copy among
 * themselves already, the median falls by a jump from the nearest document to the next: the first
 * after the jump is then taken.
 *
 * @param chunk lowest cosine of two chunks that are copies
 * @param document lowest cosine that half of a document's chunks reach in a document it is a copy
 *     of
 * @param usual what half of a document's chunks usually reach in the nearest other document
 * @param sampled training documents that this was learned from; 0 where they are too few
 * @param beyond how many of these have such a copy among the other training documents
 */
public record Likeness(double chunk, double document, double usual, int sampled, int beyond) {
  /** Where nothing can be learned: only what is the same but for rounding. */
  public static final Likeness FIXED = new Likeness(Twin.NEAR, Twin.NEAR, 0, 0, 0);

  /** With fewer documents nothing is learned. */
  static final int FEWEST = 10;

  /** Edited chunks lie above this in every encoder tried; below, it may be a common subject. */
  private static final double EDITED = 0.95;

  private static final double DOCUMENT_SPREADS = 9;
  private static final double CHUNK_SPREADS = 8;
  private static final double NEARER = 0.4;

  /** A document's copy is at less than this share of the distance of what is next. */
  private static final double OWN_NEARER = 0.5;

  private static final double JUMP = Math.log(2);

  /** Keeps the logarithm of identical vectors finite. */
  private static final double LEAST_DISTANCE = 1e-6;

  /** Learns from what each of some training documents finds in the others. */
  static Likeness of(List<Nearest> sample) {
    int family = family(sample);
    double[] documents =
        sample.stream()
            .filter(each -> each.stretches().size() > family)
            .mapToDouble(each -> distance(each.stretches().get(family).level()))
            .sorted()
            .toArray();
    if (documents.length < FEWEST) {
      return FIXED;
    }
    double[] chunks =
        sample.stream().flatMapToDouble(each -> chunks(each, family)).sorted().toArray();
    double usual = 1 - Math.exp(median(documents));
    Likeness learned =
        new Likeness(
            Math.max(EDITED, limit(chunks, CHUNK_SPREADS)),
            limit(documents, DOCUMENT_SPREADS),
            usual,
            documents.length,
            0);
    int beyond = (int) sample.stream().filter(learned::isCopied).count();
    return new Likeness(learned.chunk, learned.document, usual, documents.length, beyond);
  }

  /** The same with a limit of chunks that somebody chose. */
  public Likeness withChunk(double chosen) {
    return new Likeness(chosen, document, usual, sampled, beyond);
  }

  /** What it says, in a sentence; empty where nothing was learned. */
  public String sentence() {
    return sampled == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "Copies are chunks from cosine %.3f on, and documents half of whose chunks reach %.3f"
                + " in one other and are far nearer to it than to the next. In the nearest other"
                + " document of this data it is usually %.3f; %d of %d training documents look"
                + " copied from each other.",
            chunk,
            document,
            usual,
            beyond,
            sampled);
  }

  /** Whether the most alike stretch is a copy. */
  public boolean isCopied(Nearest nearest) {
    if (nearest.stretches().isEmpty()) {
      return false;
    }
    double level = nearest.stretches().getFirst().level();
    if (level >= Twin.NEAR) {
      return true;
    }
    double[] others =
        nearest.stretches().stream()
            .skip(1)
            .mapToDouble(Nearest.Alike::level)
            .map(Likeness::distance)
            .sorted()
            .toArray();
    double next = others.length == 0 ? distance(usual) : median(others);
    return level >= document && distance(level) < next + Math.log(OWN_NEARER);
  }

  /** How many of the nearest documents are versions of the same one, as a rule. */
  private static int family(List<Nearest> sample) {
    int family = 0;
    double widest = JUMP;
    double before = median(ranked(sample, 0));
    for (int rank = 1; rank < 6; rank++) {
      double[] distances = ranked(sample, rank);
      if (2 * distances.length < sample.size()) {
        break;
      }
      double next = median(distances);
      if (next - before > widest) {
        widest = next - before;
        family = rank;
      }
      before = next;
    }
    return family;
  }

  private static double[] ranked(List<Nearest> sample, int rank) {
    return sample.stream()
        .filter(each -> each.stretches().size() > rank)
        .mapToDouble(each -> distance(each.stretches().get(rank).level()))
        .sorted()
        .toArray();
  }

  /** Distances of the nearest chunk of each row that is not in a version of the document. */
  private static DoubleStream chunks(Nearest nearest, int family) {
    List<Nearest.Alike> versions =
        nearest.stretches().subList(0, Math.min(family, nearest.stretches().size()));
    return nearest.chunks().stream()
        .map(
            twins ->
                twins.stream()
                    .filter(twin -> versions.stream().noneMatch(v -> holds(v, twin)))
                    .findFirst())
        .flatMap(Optional::stream)
        .mapToDouble(twin -> distance(twin.cosine()));
  }

  private static boolean holds(Nearest.Alike alike, Twin twin) {
    long from = alike.stretch().first();
    return twin.like() >= from && twin.like() < from + alike.stretch().count();
  }

  private static double limit(double[] sorted, double spreads) {
    if (sorted.length == 0) {
      return Twin.NEAR;
    }
    double middle = median(sorted);
    double spread = sorted[(int) (0.841 * (sorted.length - 1))] - middle;
    double limit = middle - Math.max(spreads * spread, -Math.log(NEARER));
    return Math.min(Twin.NEAR, 1 - Math.exp(limit));
  }

  private static double median(double[] sorted) {
    return sorted.length == 0
        ? 0
        : Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1).average().orElse(0);
  }

  private static double distance(double cosine) {
    return Math.log(Math.max(LEAST_DISTANCE, 1 - cosine));
  }
}
