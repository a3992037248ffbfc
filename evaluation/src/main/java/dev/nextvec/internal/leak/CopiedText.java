package dev.nextvec.internal.leak;

import dev.nextvec.data.Document;
import dev.nextvec.internal.twins.Likeness;
import dev.nextvec.internal.twins.NearCopies;
import dev.nextvec.internal.twins.Nearest;
import dev.nextvec.internal.twins.SharedWords;
import dev.nextvec.internal.twins.Stretch;
import dev.nextvec.internal.twins.Twin;
import dev.nextvec.internal.twins.TwinSearch;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Chunks, passages and whole documents of the test that stand, the same or edited, elsewhere. */
final class CopiedText {
  private final SplitParts parts;
  private final boolean documentsKnown;
  private final RowTexts rowTexts;
  private final TextEvidence texts;
  private final VectorStore vectors;
  private final List<Leak> leaks = new ArrayList<>();

  CopiedText(SplitParts parts, boolean documentsKnown, RowTexts texts) {
    this.parts = parts;
    this.documentsKnown = documentsKnown;
    this.rowTexts = texts;
    this.texts = new TextEvidence(texts);
    this.vectors = parts.windows().vectors();
  }

  /**
   * What was found.
   *
   * @param likeness what was learned of the data
   * @param leaks in no order
   */
  record Found(Likeness likeness, List<Leak> leaks) {}

  /** Whole or half documents found in one other. */
  private record Pair(int own, long row, long otherRow, double level) {}

  /**
   * Searches.
   *
   * @param near lowest cosine of chunks that are copies; empty to learn it from the data
   * @throws IOException if texts cannot be read
   */
  Found find(OptionalDouble near, Progress progress) throws IOException {
    long[] learned = parts.learned();
    long[] asked =
        Arrays.stream(parts.test()).filter(row -> !SplitRows.holds(learned, row)).toArray();
    List<Twin> same =
        TwinSearch.find(
            vectors,
            asked,
            learned,
            near.orElse(LeakReport.NEAR),
            third(0, learned.length, progress));
    NearCopies copies = nearCopies(learned, asked, near, third(1, learned.length, progress));
    List<Twin> twins = union(same, near.isPresent() ? List.of() : copies.twins().toList());
    duplicates(twins);
    if (documentsKnown) {
      Map<Integer, Pair> whole = documents(twins, copies);
      report(Leak.LeakKind.COPIED_DOCUMENT, whole);
      Map<Integer, Pair> words =
          words(learned, asked, whole.keySet(), third(2, learned.length, progress));
      report(Leak.LeakKind.COPIED_WORDS, words);
      Map<Integer, Pair> passages = passages(twins, near.orElse(copies.likeness().chunk()));
      passages.keySet().removeAll(whole.keySet());
      passages.keySet().removeAll(words.keySet());
      report(Leak.LeakKind.COPIED_PASSAGE, passages);
    }
    return new Found(
        near.isPresent() ? copies.likeness().withChunk(near.getAsDouble()) : copies.likeness(),
        leaks);
  }

  /** Progress of one of three equal parts of the search. */
  private static Progress third(int part, long rows, Progress whole) {
    return (done, all) ->
        whole.update(part * rows + done * rows / Math.max(1, all), Math.multiplyExact(3L, rows));
  }

  private NearCopies nearCopies(
      long[] learned, long[] asked, OptionalDouble near, Progress progress) {
    return documentsKnown
        ? NearCopies.search(vectors, parts.stretches(learned), parts.stretches(asked), progress)
        : new NearCopies(Likeness.FIXED, List.of(), List.of());
  }

  private static List<Twin> union(List<Twin> first, List<Twin> second) {
    Map<Long, Twin> byRow = new TreeMap<>();
    second.forEach(twin -> byRow.put(twin.row(), twin));
    first.forEach(twin -> byRow.put(twin.row(), twin));
    return List.copyOf(byRow.values());
  }

  private void duplicates(List<Twin> twins) {
    Set<Long> rows = twins.stream().map(Twin::row).collect(Collectors.toSet());
    List<Sighting> places =
        twins.stream()
            .limit(Leak.NAMED)
            .map(twin -> sighting(twin.row(), twin.like(), twin.cosine(), ""))
            .toList();
    add(
        Leak.LeakKind.DUPLICATE_CHUNKS,
        twins.size(),
        parts.test().length,
        parts.windowsThatPredict(rows),
        places);
  }

  /** Documents at least half of whose chunks, and three or more, have a copy in one other. */
  private Map<Integer, Pair> documents(List<Twin> twins, NearCopies copies) {
    Map<Integer, Pair> found = new TreeMap<>();
    Map<Integer, Map<Integer, List<Twin>>> met = new TreeMap<>();
    for (Twin twin : twins) {
      met.computeIfAbsent(parts.document(twin.row()), key -> new HashMap<>())
          .computeIfAbsent(parts.document(twin.like()), key -> new ArrayList<>())
          .add(twin);
    }
    met.forEach(
        (own, others) -> {
          List<Twin> most =
              others.values().stream()
                  .max((a, b) -> Integer.compare(a.size(), b.size()))
                  .orElse(List.of());
          if (most.size() >= 3 && 2L * most.size() >= parts.documents().get(own).count()) {
            double level =
                most.stream()
                    .mapToDouble(Twin::cosine)
                    .sorted()
                    .skip((most.size() - 1) / 2)
                    .findFirst()
                    .orElse(0);
            found.put(own, new Pair(own, most.getFirst().row(), most.getFirst().like(), level));
          }
        });
    for (int i = 0; i < copies.asked().size(); i++) {
      if (copies.likeness().isCopied(copies.found().get(i))) {
        Pair pair = pair(copies.asked().get(i), copies.found().get(i));
        found.putIfAbsent(pair.own(), pair);
      }
    }
    return found;
  }

  /** The two most alike chunks of a stretch and its copy. */
  private Pair pair(Stretch own, Nearest nearest) {
    Nearest.Alike copy = nearest.stretches().getFirst();
    Stretch other = copy.stretch();
    Optional<Twin> best =
        nearest.chunks().stream()
            .flatMap(List::stream)
            .filter(t -> t.like() >= other.first() && t.like() < other.first() + other.count())
            .max((a, b) -> Double.compare(a.cosine(), b.cosine()));
    return new Pair(
        parts.document(own.first()),
        best.map(Twin::row).orElse(own.first()),
        best.map(Twin::like).orElse(other.first()),
        copy.level());
  }

  /** Documents that are copies by their words, and were not found by vectors. */
  private Map<Integer, Pair> words(
      long[] learned, long[] asked, Set<Integer> known, Progress progress) throws IOException {
    List<Stretch> own = parts.stretches(asked);
    List<Stretch> others = parts.stretches(learned);
    Map<Integer, SharedWords.Shared> most = new TreeMap<>();
    for (SharedWords.Shared shared :
        SharedWords.copies(others, own, SharedWords.USUAL, rowTexts::text, progress)) {
      int document = parts.document(own.get(shared.own()).first());
      if (!known.contains(document)) {
        most.merge(document, shared, (a, b) -> a.share() >= b.share() ? a : b);
      }
    }
    Map<Integer, Pair> found = new TreeMap<>();
    for (Map.Entry<Integer, SharedWords.Shared> each : most.entrySet()) {
      int other = parts.document(others.get(each.getValue().other()).first());
      Document first = parts.documents().get(each.getKey());
      Document second = parts.documents().get(other);
      long[] rows =
          found.size() < Leak.NAMED
              ? texts.alike(first, second)
              : new long[] {first.first(), second.first()};
      found.put(each.getKey(), new Pair(each.getKey(), rows[0], rows[1], Double.NaN));
    }
    return found;
  }

  /** Runs of chunks as long as a window that stand, in the same order, in one other document. */
  private Map<Integer, Pair> passages(List<Twin> twins, double least) {
    int window = parts.windows().contextLength() + 1;
    Map<Integer, Pair> found = new TreeMap<>();
    for (Twin twin : twins) {
      int own = parts.document(twin.row());
      if (!found.containsKey(own)) {
        double lowest = twin.cosine();
        int length = 1;
        while (length < window
            && parts.document(twin.row() + length) == own
            && parts.document(twin.like() + length) == parts.document(twin.like())) {
          double next =
              Rows.cosine(vectors.read(twin.row() + length), vectors.read(twin.like() + length));
          if (next < least) {
            break;
          }
          lowest = Math.min(lowest, next);
          length++;
        }
        if (length == window) {
          found.put(own, new Pair(own, twin.row(), twin.like(), lowest));
        }
      }
    }
    return found;
  }

  private void report(Leak.LeakKind kind, Map<Integer, Pair> pairs) {
    List<Sighting> places =
        pairs.values().stream()
            .limit(Leak.NAMED)
            .map(
                pair ->
                    sighting(
                        pair.row(),
                        pair.otherRow(),
                        pair.level(),
                        texts.of(
                            parts.documents().get(pair.own()),
                            pair.row(),
                            other(pair),
                            pair.otherRow())))
            .toList();
    add(
        kind,
        pairs.size(),
        parts.documentsOf(parts.test()).size(),
        parts.windowsIn(pairs.keySet()),
        places);
  }

  private Document other(Pair pair) {
    return parts.documents().get(parts.document(pair.otherRow()));
  }

  private Sighting sighting(long row, long like, double cosine, String evidence) {
    return new Sighting(
        row, parts.id(row), like, parts.id(like), parts.part(like), cosine, evidence);
  }

  private void add(Leak.LeakKind kind, long count, long of, int touched, List<Sighting> places) {
    if (count > 0) {
      leaks.add(new Leak(kind, count, of, touched, parts.testWindows().length, places));
    }
  }
}
