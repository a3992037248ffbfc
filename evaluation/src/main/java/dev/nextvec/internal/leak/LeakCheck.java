package dev.nextvec.internal.leak;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.twins.Likeness;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.JoinedVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** Looks for all that test windows share with training and validation windows. */
public final class LeakCheck {
  private final Windows windows;
  private final List<Document> documents;
  private final boolean documentsKnown;
  private final int[] testWindows;
  private final SplitParts parts;
  private final RowTexts texts;
  private final List<Leak> leaks = new ArrayList<>();

  /**
   * What was found.
   *
   * @param likeness what was learned of the data
   * @param leaks the gravest first
   */
  public record Found(Likeness likeness, List<Leak> leaks) {
    public Found {
      leaks = List.copyOf(leaks);
    }
  }

  private LeakCheck(
      Windows windows,
      Split split,
      int[] testWindows,
      List<Document> documents,
      boolean documentsKnown,
      RowTexts texts) {
    this.windows = windows;
    this.documents = documents;
    this.documentsKnown = documentsKnown;
    this.testWindows = testWindows;
    this.parts = new SplitParts(windows, split, testWindows, documents);
    this.texts = texts;
  }

  /**
   * Checks a split of a dataset.
   *
   * @param near lowest cosine of two chunks that count as copies; empty to learn it from the data
   * @throws IOException if the texts cannot be read
   */
  public static LeakReport of(Dataset dataset, Split split, OptionalDouble near, Progress progress)
      throws IOException {
    Found found =
        find(
            dataset.windows(split.contextLength()),
            split,
            dataset.documents(),
            dataset.documentBoundariesKnown(),
            near,
            RowTexts.of(dataset.texts()),
            progress);
    return new LeakReport(dataset.sha256(), split.sha256(), near, found.likeness(), found.leaks());
  }

  /**
   * Checks all windows of other data against what was learned from. Names mean nothing across two
   * datasets, so a document of both is found by its vectors, whatever its id.
   *
   * @param trained the data that was split
   * @param other the data to test on, of the same dimension
   * @param near lowest cosine of two chunks that count as copies; empty to learn it from the data
   * @return a report of {@link #both} datasets, with rows of {@code other}
   * @throws IOException if the texts of either cannot be read
   */
  public static LeakReport between(
      Dataset trained, Split split, Dataset other, OptionalDouble near, Progress progress)
      throws IOException {
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
    RowTexts texts = RowTexts.joined(trained.texts(), other.texts(), start);
    Found found = new LeakCheck(windows, split, test, documents, known, texts).find(near, progress);
    return new LeakReport(
        both(trained.sha256(), other.sha256()),
        split.sha256(),
        near,
        found.likeness(),
        found.leaks().stream().map(leak -> leak.from(start)).toList());
  }

  /** The hash that stands for data learned from and other data tested on. */
  public static String both(String trainedSha256, String otherSha256) {
    return trainedSha256 + " " + otherSha256;
  }

  /**
   * Checks windows that may have been cut from other documents than {@code documents}.
   *
   * @param documentsKnown whether {@code documents} are true documents, not mere stretches of rows
   * @throws IOException if the texts cannot be read
   */
  public static Found find(
      Windows windows,
      Split split,
      List<Document> documents,
      boolean documentsKnown,
      OptionalDouble near,
      RowTexts texts,
      Progress progress)
      throws IOException {
    return new LeakCheck(windows, split, split.test(), documents, documentsKnown, texts)
        .find(near, progress);
  }

  private Found find(OptionalDouble near, Progress progress) throws IOException {
    sharedChunks(Leak.LeakKind.TEST_CHOOSES, "validation", parts.validation());
    sharedChunks(Leak.LeakKind.TEST_IS_TRAINED, "train", parts.train());
    if (documentsKnown) {
      sharedDocuments();
    }
    crossingWindows();
    CopiedText.Found copied = new CopiedText(parts, documentsKnown, texts).find(near, progress);
    leaks.addAll(copied.leaks());
    return new Found(
        copied.likeness(), leaks.stream().sorted(Comparator.comparing(Leak::kind)).toList());
  }

  private void sharedChunks(Leak.LeakKind kind, String part, long[] rows) {
    List<Sighting> shared =
        Arrays.stream(parts.test())
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
    add(kind, shared, shared.size(), parts.test().length, touched);
  }

  private void sharedDocuments() {
    Map<String, Sighting> groups = new HashMap<>();
    Map<String, Sighting> titles = new HashMap<>();
    register(parts.validation(), "validation", groups, titles);
    register(parts.train(), "train", groups, titles);
    List<Integer> own = parts.documentsOf(parts.test());
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
    add(Leak.LeakKind.SHARED_DOCUMENT, shared, shared.size(), own.size(), parts.windowsIn(touched));
    add(Leak.LeakKind.SHARED_TITLE, alike, alike.size(), own.size(), 0);
  }

  private void register(
      long[] rows, String part, Map<String, Sighting> groups, Map<String, Sighting> titles) {
    for (int index : parts.documentsOf(rows)) {
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
      if (parts.document(first) != parts.document(target)) {
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

  private void add(Leak.LeakKind kind, List<Sighting> places, long count, long of, int touched) {
    if (count > 0) {
      List<Sighting> first = places.stream().limit(Leak.NAMED).toList();
      leaks.add(new Leak(kind, count, of, touched, testWindows.length, first));
    }
  }

  private String id(long row) {
    return parts.id(row);
  }
}
