package dev.nextvec.internal.twins;

import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
public record NearCopies(Likeness likeness, List<Stretch> asked, List<Nearest> found) {
  /** Documents that tell what is usual. */
  private static final int SAMPLE = 150;

  /** Stretches of fewer rows say nothing of their documents. */
  private static final int SHORTEST = 6;

  public NearCopies {
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
  public static NearCopies search(
      VectorStore vectors, List<Stretch> learned, List<Stretch> asked, Progress progress) {
    if (learned.size() <= Likeness.FEWEST) {
      return new NearCopies(Likeness.FIXED, List.of(), List.of());
    }
    NearestStretches search = NearestStretches.among(vectors, learned, Progress.none());
    List<Stretch> telling = learned.stream().filter(each -> each.count() >= SHORTEST).toList();
    int step = Math.max(1, telling.size() / SAMPLE);
    List<Stretch> sample =
        Stream.iterate(0, i -> i < telling.size(), i -> i + step).map(telling::get).toList();
    List<Stretch> rest = new ArrayList<>(asked); // who tells what is usual may be asked for too
    rest.removeAll(new HashSet<>(sample));
    long total = rows(sample) + rows(rest);
    AtomicLong done = new AtomicLong();
    Map<Stretch, Nearest> known = nearest(search, sample, done, total, progress);
    Likeness likeness = Likeness.of(sample.stream().map(known::get).toList());
    if (likeness.sampled() == 0) {
      return new NearCopies(likeness, List.of(), List.of());
    }
    known.putAll(nearest(search, rest, done, total, progress));
    return new NearCopies(likeness, asked, asked.stream().map(known::get).toList());
  }

  private static Map<Stretch, Nearest> nearest(
      NearestStretches search,
      List<Stretch> stretches,
      AtomicLong done,
      long total,
      Progress progress) {
    List<Nearest> found =
        stretches.parallelStream()
            .map(
                stretch -> {
                  Nearest nearest = search.of(stretch);
                  progress.update(done.addAndGet(stretch.count()), total);
                  return nearest;
                })
            .toList();
    Map<Stretch, Nearest> each = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      each.put(stretches.get(i), found.get(i));
    }
    return each;
  }

  private static long rows(List<Stretch> stretches) {
    return stretches.stream().mapToLong(Stretch::count).sum();
  }

  /** Chunks that have a near copy, each with the nearest. */
  public Stream<Twin> twins() {
    return found.stream()
        .flatMap(nearest -> nearest.chunks().stream())
        .filter(twins -> !twins.isEmpty())
        .map(List::getFirst)
        .filter(twin -> twin.cosine() >= likeness.chunk());
  }
}
