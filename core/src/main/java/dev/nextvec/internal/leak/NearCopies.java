package dev.nextvec.internal.leak;

import dev.nextvec.internal.twins.Nearest;
import dev.nextvec.internal.twins.NearestStretches;
import dev.nextvec.internal.twins.Stretch;
import dev.nextvec.internal.twins.Twin;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Copies of documents that no chunk gives away alone: edited, noisy, or cut into chunks at other
 * places. Judged by what is usual between documents of the data, see {@link Likeness}.
 *
 * @param likeness what was learned
 * @param asked the documents that were looked for
 * @param found what each of them found
 */
record NearCopies(Likeness likeness, List<Stretch> asked, List<Nearest> found) {
  /** Documents that tell what is usual. */
  private static final int SAMPLE = 150;

  /** Stretches of fewer rows say nothing of their documents. */
  private static final int SHORTEST = 6;

  NearCopies {
    asked = List.copyOf(asked);
    found = List.copyOf(found);
  }

  /**
   * Searches.
   *
   * @param learned stretches that a model learned from or was chosen by
   * @param asked stretches of the test
   * @param progress told the rows searched for
   */
  static NearCopies search(
      VectorStore vectors, List<Stretch> learned, List<Stretch> asked, Progress progress) {
    if (learned.size() <= Likeness.FEWEST) {
      return new NearCopies(Likeness.FIXED, List.of(), List.of());
    }
    NearestStretches search = NearestStretches.among(vectors, learned, Progress.none());
    List<Stretch> telling = learned.stream().filter(each -> each.count() >= SHORTEST).toList();
    int step = Math.max(1, telling.size() / SAMPLE);
    List<Stretch> sample =
        Stream.iterate(0, i -> i < telling.size(), i -> i + step).map(telling::get).toList();
    long total = rows(sample) + rows(asked);
    AtomicLong done = new AtomicLong();
    List<Nearest> usual = nearest(search, sample, done, total, progress);
    Likeness likeness = Likeness.of(usual);
    return likeness.sampled() == 0
        ? new NearCopies(likeness, List.of(), List.of())
        : new NearCopies(likeness, asked, nearest(search, asked, done, total, progress));
  }

  private static List<Nearest> nearest(
      NearestStretches search,
      List<Stretch> stretches,
      AtomicLong done,
      long total,
      Progress progress) {
    return stretches.parallelStream()
        .map(
            stretch -> {
              Nearest nearest = search.of(stretch);
              progress.update(done.addAndGet(stretch.count()), total);
              return nearest;
            })
        .toList();
  }

  private static long rows(List<Stretch> stretches) {
    return stretches.stream().mapToLong(Stretch::count).sum();
  }

  /** Chunks that have a near copy, each with the nearest. */
  Stream<Twin> twins() {
    return found.stream()
        .flatMap(nearest -> nearest.chunks().stream())
        .filter(twins -> !twins.isEmpty())
        .map(List::getFirst)
        .filter(twin -> twin.cosine() >= likeness.chunk());
  }
}
