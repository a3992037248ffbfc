package dev.nextvec.internal.leak;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.twins.Twin;
import dev.nextvec.internal.twins.TwinSearch;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.JoinedVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Looks for all that test windows share with training and validation windows. */
public final class LeakCheck {
  private final Windows windows;
  private final List<Document> documents;
  private final boolean documentsKnown;
  private final int[] testWindows;
  private final long[] train;
  private final long[] validation;
  private final long[] test;
  private final List<Leak> leaks = new ArrayList<>();

  private LeakCheck(
      Windows windows,
      Split split,
      int[] testWindows,
      List<Document> documents,
      boolean documentsKnown) {
    this.windows = windows;
    this.documents = documents;
    this.documentsKnown = documentsKnown;
    this.testWindows = testWindows;
    this.train = SplitRows.of(windows, split.train());
    this.validation = SplitRows.of(windows, split.validation());
    this.test = SplitRows.of(windows, testWindows);
  }

  /**
   * Checks a split of a dataset.
   *
   * @param cosine vectors with at least this cosine count as near-identical
   */
  public static LeakReport of(Dataset dataset, Split split, double cosine, Progress progress) {
    return new LeakReport(
        dataset.sha256(),
        split.sha256(),
        cosine,
        find(
            dataset.windows(split.contextLength()),
            split,
            dataset.documents(),
            dataset.documentBoundariesKnown(),
            cosine,
            progress));
  }

  /**
   * Checks all windows of other data against what was learned from. Names mean nothing across two
   * datasets, so a document of both is found by its vectors, whatever its id.
   *
   * @param trained the data that was split
   * @param other the data to test on, of the same dimension
   * @param cosine vectors with at least this cosine count as near-identical
   * @return a report of {@link #both} datasets, with rows of {@code other}
   */
  public static LeakReport between(
      Dataset trained, Split split, Dataset other, double cosine, Progress progress) {
    long start = trained.count();
    List<Document> documents = new ArrayList<>(trained.documents());
    for (Document d : other.documents()) {
      String group = "other\u0000" + d.group();
      documents.add(new Document(d.id(), d.title(), start + d.first(), d.count(), group));
    }
    int context = split.contextLength();
    Windows windows =
        new Windows(new JoinedVectors(trained.vectors(), other.vectors()), documents, context);
    int[] test = IntStream.range(trained.windows(context).size(), windows.size()).toArray();
    boolean known = trained.documentBoundariesKnown() && other.documentBoundariesKnown();
    List<Leak> leaks =
        new LeakCheck(windows, split, test, documents, known)
            .find(cosine, progress).stream().map(leak -> leak.from(start)).toList();
    return new LeakReport(both(trained.sha256(), other.sha256()), split.sha256(), cosine, leaks);
  }

  /** The hash that stands for data learned from and other data tested on. */
  public static String both(String trainedSha256, String otherSha256) {
    return trainedSha256 + " " + otherSha256;
  }

  /**
   * Checks windows that may have been cut from other documents than {@code documents}.
   *
   * @param documentsKnown whether {@code documents} are true documents, not mere stretches of rows
   */
  static List<Leak> find(
      Windows windows,
      Split split,
      List<Document> documents,
      boolean documentsKnown,
      double cosine,
      Progress progress) {
    return new LeakCheck(windows, split, split.test(), documents, documentsKnown)
        .find(cosine, progress);
  }

  private List<Leak> find(double cosine, Progress progress) {
    sharedChunks(Leak.LeakKind.TEST_CHOOSES, "validation", validation);
    sharedChunks(Leak.LeakKind.TEST_IS_TRAINED, "train", train);
    if (documentsKnown) {
      sharedDocuments();
    }
    crossingWindows();
    duplicates(cosine, progress);
    return leaks.stream().sorted(Comparator.comparing(Leak::kind)).toList();
  }

  private void sharedChunks(Leak.LeakKind kind, String part, long[] rows) {
    List<Sighting> shared =
        Arrays.stream(test)
            .filter(row -> SplitRows.holds(rows, row))
            .mapToObj(row -> new Sighting(row, id(row), row, id(row), part, 1))
            .toList();
    Set<Long> found = new HashSet<>();
    shared.forEach(at -> found.add(at.row()));
    int touched =
        (int)
            Arrays.stream(testWindows)
                .filter(
                    window -> {
                      long first = windows.firstRow(window);
                      for (long row = first; row <= windows.targetRow(window); row++) {
                        if (found.contains(row)) {
                          return true;
                        }
                      }
                      return false;
                    })
                .count();
    add(kind, shared, shared.size(), test.length, touched);
  }

  private void sharedDocuments() {
    Map<String, Sighting> groups = new HashMap<>();
    Map<String, Sighting> titles = new HashMap<>();
    register(validation, "validation", groups, titles);
    register(train, "train", groups, titles);
    List<Integer> own = documentsOf(test);
    List<Sighting> shared = new ArrayList<>();
    List<Sighting> alike = new ArrayList<>();
    Set<Integer> touched = new HashSet<>();
    for (int index : own) {
      Document document = documents.get(index);
      Sighting group = groups.get(document.group());
      Sighting title = titles.get(title(document));
      if (group != null) {
        shared.add(between(document, group));
        touched.add(index);
      } else if (title != null) {
        alike.add(between(document, title));
      }
    }
    add(Leak.LeakKind.SHARED_DOCUMENT, shared, shared.size(), own.size(), windowsIn(touched));
    add(Leak.LeakKind.SHARED_TITLE, alike, alike.size(), own.size(), 0);
  }

  private void register(
      long[] rows, String part, Map<String, Sighting> groups, Map<String, Sighting> titles) {
    for (int index : documentsOf(rows)) {
      Document document = documents.get(index);
      Sighting at =
          new Sighting(
              document.first(), document.id(), document.first(), document.id(), part, Double.NaN);
      groups.put(document.group(), at);
      if (!title(document).isEmpty()) {
        titles.put(title(document), at);
      }
    }
  }

  private static Sighting between(Document document, Sighting other) {
    return new Sighting(
        document.first(),
        document.id(),
        other.row(),
        other.document(),
        other.otherPart(),
        Double.NaN);
  }

  private static String title(Document document) {
    return document.title().strip().toLowerCase(Locale.ROOT);
  }

  private void crossingWindows() {
    List<Sighting> crossing = new ArrayList<>();
    for (int window : testWindows) {
      long first = windows.firstRow(window);
      long target = windows.targetRow(window);
      int from = SplitRows.document(documents, first);
      if (from != SplitRows.document(documents, target)) {
        crossing.add(new Sighting(first, id(first), target, id(target), "test", Double.NaN));
      }
    }
    add(
        Leak.LeakKind.CROSSING_WINDOW,
        crossing,
        crossing.size(),
        testWindows.length,
        crossing.size());
  }

  private void duplicates(double cosine, Progress progress) {
    long[] others =
        LongStream.concat(Arrays.stream(train), Arrays.stream(validation))
            .sorted()
            .distinct()
            .toArray();
    long[] asked = Arrays.stream(test).filter(row -> !SplitRows.holds(others, row)).toArray();
    List<Twin> twins = TwinSearch.find(windows.vectors(), asked, others, cosine, progress);
    Set<Long> rows = new HashSet<>();
    twins.forEach(twin -> rows.add(twin.row()));
    int touched =
        (int)
            Arrays.stream(testWindows)
                .filter(window -> rows.contains(windows.targetRow(window)))
                .count();
    List<Sighting> places =
        twins.stream()
            .limit(Leak.NAMED)
            .map(
                twin ->
                    new Sighting(
                        twin.row(),
                        id(twin.row()),
                        twin.like(),
                        id(twin.like()),
                        part(twin.like()),
                        twin.cosine()))
            .toList();
    add(Leak.LeakKind.DUPLICATE_CHUNKS, places, twins.size(), test.length, touched);
    if (documentsKnown) {
      copiedDocuments(twins);
    }
  }

  /** Documents at least half of whose chunks, and three or more, stand in one other document. */
  private void copiedDocuments(List<Twin> twins) {
    Map<Integer, Map<Integer, Integer>> met = new TreeMap<>();
    for (Twin twin : twins) {
      int own = SplitRows.document(documents, twin.row());
      int other = SplitRows.document(documents, twin.like());
      met.computeIfAbsent(own, key -> new TreeMap<>()).merge(other, 1, Integer::sum);
    }
    List<Sighting> copies = new ArrayList<>();
    Set<Integer> touched = new HashSet<>();
    met.forEach(
        (own, others) -> {
          Document document = documents.get(own);
          Optional<Map.Entry<Integer, Integer>> most =
              others.entrySet().stream().max(Map.Entry.comparingByValue());
          if (most.isPresent()
              && most.get().getValue() >= 3
              && 2L * most.get().getValue() >= document.count()) {
            Document other = documents.get(most.get().getKey());
            copies.add(
                new Sighting(
                    document.first(),
                    document.id(),
                    other.first(),
                    other.id(),
                    part(other.first()),
                    Double.NaN));
            touched.add(own);
          }
        });
    add(
        Leak.LeakKind.COPIED_DOCUMENT,
        copies,
        copies.size(),
        documentsOf(test).size(),
        windowsIn(touched));
  }

  private void add(Leak.LeakKind kind, List<Sighting> places, long count, long of, int touched) {
    if (count > 0) {
      List<Sighting> first = places.stream().limit(Leak.NAMED).toList();
      leaks.add(new Leak(kind, count, of, touched, testWindows.length, first));
    }
  }

  private int windowsIn(Set<Integer> chosen) {
    return (int)
        Arrays.stream(testWindows)
            .filter(
                window -> chosen.contains(SplitRows.document(documents, windows.firstRow(window))))
            .count();
  }

  private List<Integer> documentsOf(long[] rows) {
    return Arrays.stream(rows)
        .mapToInt(row -> SplitRows.document(documents, row))
        .filter(index -> index >= 0)
        .distinct()
        .boxed()
        .toList();
  }

  private String part(long row) {
    return SplitRows.holds(train, row) ? "train" : "validation";
  }

  private String id(long row) {
    int index = SplitRows.document(documents, row);
    return index < 0 ? "?" : documents.get(index).id();
  }
}
