package dev.nextvec.internal.twins;

import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which documents have runs of three words from which others. Vectors of a copy that was cut into
 * chunks at other places may be no more alike than those of a common subject; its words are. Where
 * there are too many runs to hold, a sample of them, as MinHash takes it, tells the documents that
 * cannot reach half; shares from half on are exact.
 */
public final class SharedWords {
  /** A document with a smaller share of its runs from another is never a copy. */
  private static final double HALF = 0.5;

  /** How many may be copies of each other without being what is usual: three versions of a text. */
  public static final int USUAL = 2;

  /** The same where twice as many documents, or more, are asked for as a split learns from. */
  public static final int USUAL_OF_ALL = 5;

  /** How many of the nearest are kept, beside all that reach half. */
  static final int NEAREST = 6;

  /** Learned documents that tell what is usual. */
  private static final int SAMPLE = 200;

  /** A document with fewer runs says too little to be judged. */
  static final int FEWEST = 100;

  /** A run that stands in more documents is a phrase of all of them. */
  private static final int COMMON = 64;

  private static final int OWNERS = Long.SIZE - 1 - WordRuns.BITS;
  private static final long OWNER = (1L << OWNERS) - 1;

  /** The text of a row; empty where none is kept. */
  @FunctionalInterface
  public interface ReadText {
    /**
     * Reads it.
     *
     * @throws IOException if that cannot be done
     */
    Optional<String> text(long row) throws IOException;
  }

  /**
   * A document and one that it was found in.
   *
   * @param own number of the document among those asked for
   * @param other number of the other among those learned
   * @param share of the first's runs that stand in the other
   */
  public record Shared(int own, int other, double share) {}

  private final ReadText texts;
  private final List<Stretch> asked;
  private final List<List<Shared>> half = new ArrayList<>();
  private final List<PriorityQueue<Shared>> less = new ArrayList<>();

  /** Runs of the documents asked for: hash, then number; sorted after {@link #read}. */
  private long[] keys = new long[1 << 12];

  private int size;
  private final int[] kept;

  /** Runs met in the document at hand, for each asked for; zero between two. */
  private final int[] counts;

  private final int most;

  /** Which hashes are in the sample: those that are zero under it. */
  private long mask;

  private SharedWords(List<Stretch> asked, ReadText texts, int most) {
    if (asked.size() > OWNER) {
      throw new IllegalArgumentException(
          "%,d documents are more than %,d".formatted(asked.size(), OWNER));
    }
    this.asked = asked;
    this.texts = texts;
    this.kept = new int[asked.size()];
    this.counts = new int[asked.size()];
    this.most = most;
    for (int i = 0; i < asked.size(); i++) {
      half.add(new ArrayList<>());
      less.add(new PriorityQueue<>(Comparator.comparingDouble(Shared::share)));
    }
  }

  /**
   * Finds documents that are copies by their words: those with far more of them from one other than
   * documents of this data usually have, and half at the least.
   *
   * @param learned documents to find others in
   * @param asked documents to be found; those of one owner are never compared
   * @param usualRank how many documents may be copies of each other without being taken for what is
   *     usual: the share of the next is
   * @param progress told of the rows read
   * @return in the order of {@code asked}
   * @throws IOException if texts cannot be read
   */
  public static List<Shared> copies(
      List<Stretch> learned, List<Stretch> asked, int usualRank, ReadText texts, Progress progress)
      throws IOException {
    List<Stretch> both = new ArrayList<>(asked);
    Map<Stretch, Integer> places = new HashMap<>();
    for (int i = 0; i < both.size(); i++) {
      places.put(both.get(i), i);
    }
    int sampled = Math.min(SAMPLE, learned.size());
    List<Integer> sample = new ArrayList<>(); // a document that is asked for is read once
    for (int i = 0; i < sampled; i++) {
      Stretch each = learned.get((int) ((long) i * learned.size() / sampled));
      Integer known = places.putIfAbsent(each, both.size());
      sample.add(known == null ? both.size() : known);
      if (known == null) {
        both.add(each);
      }
    }
    List<List<Shared>> found = nearest(learned, both, texts, 1 << 22, progress);
    if (found.isEmpty()) {
      return List.of();
    }
    double limit = limit(sample.stream().map(found::get).toList(), usualRank);
    return found.subList(0, asked.size()).stream()
        .flatMap(List::stream)
        .filter(shared -> shared.share() >= limit)
        .toList();
  }

  /** Half of the way from what is usual to all of the words, and half of them at the least. */
  private static double limit(List<List<Shared>> learned, int usualRank) {
    double[] usual =
        learned.stream()
            .mapToDouble(each -> each.size() > usualRank ? each.get(usualRank).share() : 0)
            .sorted()
            .toArray();
    return Math.max(HALF, 1 - (1 - usual[usual.length / 2]) / 2);
  }

  /**
   * For each document asked for those with the largest shares of its runs, the largest first; none
   * where no texts are kept.
   *
   * @param most runs that are held
   */
  static List<List<Shared>> nearest(
      List<Stretch> learned, List<Stretch> asked, ReadText texts, int most, Progress progress)
      throws IOException {
    if (asked.isEmpty() || learned.isEmpty() || texts.text(asked.getFirst().first()).isEmpty()) {
      return List.of();
    }
    SharedWords search = new SharedWords(asked, texts, most);
    search.read();
    long total = learned.stream().mapToLong(Stretch::count).sum();
    long done = 0;
    for (int i = 0; i < learned.size(); i++) {
      search.meet(i, learned.get(i));
      done += learned.get(i).count();
      progress.update(done, total);
    }
    return search.found();
  }

  private List<List<Shared>> found() {
    List<List<Shared>> all = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      all.add(
          Stream.concat(half.get(i).stream(), less.get(i).stream())
              .sorted(Comparator.comparingDouble(Shared::share).reversed())
              .toList());
    }
    return all;
  }

  /** The runs of a document, each once, ascending. */
  public static long[] runs(Stretch document, ReadText texts) throws IOException {
    WordRuns runs = new WordRuns();
    for (long row = document.first(); row < document.first() + document.count(); row++) {
      runs.add(texts.text(row).orElse(""));
    }
    return runs.distinct();
  }

  private void read() throws IOException {
    for (int i = 0; i < asked.size(); i++) {
      long[] runs = runs(asked.get(i), texts);
      if (runs.length >= FEWEST) {
        for (long run : runs) {
          keep(run, i);
        }
      }
    }
    keys = Arrays.copyOf(keys, size);
    Arrays.sort(keys);
    for (long key : keys) {
      kept[(int) (key & OWNER)]++;
    }
  }

  private void keep(long run, int owner) {
    if ((run & mask) != 0) {
      return;
    }
    if (size == most) {
      mask = 2 * mask + 1;
      int left = 0;
      for (int i = 0; i < size; i++) {
        if (((keys[i] >>> OWNERS) & mask) == 0) {
          keys[left++] = keys[i];
        }
      }
      size = left;
      keep(run, owner);
      return;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, Math.min(most, 2 * size));
    }
    keys[size++] = run << OWNERS | owner;
  }

  private void meet(int number, Stretch other) throws IOException {
    long[] runs = runs(other, texts);
    IntStream.Builder met = IntStream.builder();
    for (long run : runs) {
      if ((run & mask) == 0) {
        count(run, met);
      }
    }
    for (int own : met.build().sorted().toArray()) {
      double share = (double) counts[own] / kept[own];
      counts[own] = 0;
      if (asked.get(own).owner() != other.owner()) {
        boolean exact = mask == 0 || share < least(kept[own]);
        add(
            new Shared(
                own, number, exact ? share : WordRuns.share(runs(asked.get(own), texts), runs)));
      }
    }
  }

  private void add(Shared shared) {
    if (shared.share() >= HALF) {
      half.get(shared.own()).add(shared);
    } else {
      PriorityQueue<Shared> nearest = less.get(shared.own());
      nearest.add(shared);
      if (nearest.size() > NEAREST) {
        nearest.poll();
      }
    }
  }

  private void count(long run, IntStream.Builder met) {
    long key = run << OWNERS;
    int from = at(key);
    int to = at(key + OWNER + 1);
    for (int i = from; i < to && to - from <= COMMON; i++) {
      int own = (int) (keys[i] & OWNER);
      if (counts[own]++ == 0) {
        met.add(own);
      }
    }
  }

  /** Where the first key of at least this size stands. */
  private int at(long key) {
    int place = Arrays.binarySearch(keys, key);
    return place < 0 ? -place - 1 : place;
  }

  /** What a sample of so many runs shows where the share is half, but for one case in 700. */
  private static double least(int sampled) {
    return HALF - 3 * 0.5 / Math.sqrt(sampled);
  }
}
