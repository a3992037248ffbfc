package dev.nextvec.data;

import dev.nextvec.internal.twins.ExactDuplicates;
import dev.nextvec.internal.twins.Likeness;
import dev.nextvec.internal.twins.NearCopies;
import dev.nextvec.internal.twins.NearDuplicates;
import dev.nextvec.internal.twins.Nearest;
import dev.nextvec.internal.twins.SharedWords;
import dev.nextvec.internal.twins.Stretch;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Puts documents that share a chunk into one group: a test on one of them would know what another
 * taught. A chunk is shared where two vectors are equal, or as much alike as an edited chunk and
 * its original, see {@link Likeness}, which the check of leaks goes by as well; documents that are
 * copies as a whole share all, and so do those that have half of their words from one other, see
 * {@link SharedWords}. Sharing goes on from one to the next: if a shares with b and b with c, all
 * three are one.
 */
final class CopyGroups {
  private static final int NAMED_GROUPS = 3;
  private static final int NAMED_DOCUMENTS = 4;

  /** A group with more of the documents than this leaves a split little to deal out. */
  private static final double LARGE = 0.2;

  private final List<Document> documents;

  /** For each document another of its group, and in the end the first of them. */
  private final int[] leaders;

  /** Whether a document shares a chunk with another. */
  private final boolean[] sharing;

  private CopyGroups(List<Document> documents) {
    this.documents = documents;
    this.leaders = new int[documents.size()];
    this.sharing = new boolean[documents.size()];
    Arrays.setAll(leaders, i -> i);
  }

  /**
   * Groups documents.
   *
   * @param vectors theirs, all finite and not zero
   * @param texts theirs, where they are kept
   * @param documents in the order of their rows
   * @throws IOException if the texts cannot be read
   */
  static Grouped of(VectorStore vectors, Optional<Texts> texts, List<Document> documents)
      throws IOException {
    CopyGroups groups = new CopyGroups(documents);
    groups.joinGiven();
    double searched = groups.joinCopies(vectors);
    if (texts.isPresent()) {
      groups.joinWords(texts.get());
    }
    return new Grouped(groups.named(), groups.notes(searched));
  }

  /** Documents that were of one group before stay together. */
  private void joinGiven() {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < leaders.length; i++) {
      Integer same = first.putIfAbsent(documents.get(i).group(), i);
      if (same != null) {
        join(same, i);
      }
    }
  }

  private double joinCopies(VectorStore vectors) {
    long[] rows = LongStream.range(0, vectors.rows()).toArray();
    Set<Long> repeats = new HashSet<>();
    for (List<Long> equal : ExactDuplicates.of(vectors, rows, Progress.none())) {
      for (long row : equal.subList(1, equal.size())) {
        share(document(equal.getFirst()), document(row));
        repeats.add(row);
      }
    }
    double limit = joinDocuments(vectors);
    long[] distinct = LongStream.of(rows).filter(row -> !repeats.contains(row)).toArray();
    return NearDuplicates.each(
        vectors,
        distinct,
        limit,
        Runtime.getRuntime().availableProcessors(),
        (i, j, cosine) -> share(document(distinct[i]), document(distinct[j])),
        Progress.none());
  }

  /**
   * Joins documents that are copies as a whole. The fewer documents there are to be alike, the
   * lower the limits: those of half of them count too, which is as few as a split leaves to learn
   * from.
   *
   * @return from which cosine on chunks are copies
   */
  private double joinDocuments(VectorStore vectors) {
    List<Stretch> all = stretches();
    List<Stretch> half =
        IntStream.iterate(0, i -> i < all.size(), i -> i + 2).mapToObj(all::get).toList();
    Likeness ofHalf = NearCopies.search(vectors, half, List.of(), Progress.none()).likeness();
    NearCopies copies = NearCopies.search(vectors, all, all, Progress.none());
    for (int i = 0; i < copies.asked().size(); i++) {
      Nearest nearest = copies.found().get(i);
      if (copies.likeness().isCopied(nearest) || ofHalf.isCopied(nearest)) {
        share(copies.asked().get(i).owner(), nearest.stretches().getFirst().stretch().owner());
      }
    }
    return Math.min(copies.likeness().chunk(), ofHalf.chunk());
  }

  /**
   * Joins documents that are copies by their words. What is usual is taken lower than the check
   * takes it, which sees fewer documents.
   */
  private void joinWords(Texts texts) throws IOException {
    List<Stretch> all = stretches();
    for (SharedWords.Shared shared :
        SharedWords.copies(
            all,
            all,
            SharedWords.USUAL_OF_ALL,
            row -> Optional.of(texts.text(row)),
            Progress.none())) {
      share(all.get(shared.own()).owner(), all.get(shared.other()).owner());
    }
  }

  private List<Stretch> stretches() {
    return IntStream.range(0, documents.size())
        .filter(i -> documents.get(i).count() > 0)
        .mapToObj(i -> stretch(i, documents.get(i)))
        .toList();
  }

  private static Stretch stretch(int owner, Document document) {
    return new Stretch(owner, document.first(), Math.toIntExact(document.count()));
  }

  private int document(long row) {
    return Document.holding(documents, row).orElseThrow();
  }

  private synchronized void share(int one, int other) {
    if (one != other) {
      sharing[one] = true;
      sharing[other] = true;
      join(one, other);
    }
  }

  private void join(int one, int other) {
    int a = leader(one);
    int b = leader(other);
    leaders[Math.max(a, b)] = Math.min(a, b);
  }

  private int leader(int document) {
    int at = document;
    while (leaders[at] != at) {
      leaders[at] = leaders[leaders[at]];
      at = leaders[at];
    }
    return at;
  }

  /** The documents, each with the group of the first of those it is joined to. */
  private List<Document> named() {
    List<Document> named = new ArrayList<>();
    for (int i = 0; i < leaders.length; i++) {
      Document own = documents.get(i);
      String group = documents.get(leader(i)).group();
      named.add(own.inGroup(group));
    }
    return named;
  }

  private List<String> notes(double searched) {
    List<String> notes = new ArrayList<>();
    List<List<String>> joined = joined();
    if (!joined.isEmpty()) {
      notes.add(
          words(
              "%,d documents share chunks or words and are in %s, which no split parts and"
                  + " intervals count as one document each: %s%s.",
              joined.stream().mapToInt(List::size).sum(),
              joined.size() == 1 ? "1 group" : words("%,d groups", joined.size()),
              joined.stream()
                  .limit(NAMED_GROUPS)
                  .map(CopyGroups::names)
                  .collect(Collectors.joining("; ")),
              joined.size() > NAMED_GROUPS
                  ? words("; and %,d more", joined.size() - NAMED_GROUPS)
                  : ""));
    }
    joined.stream()
        .filter(group -> group.size() > Math.max(NAMED_DOCUMENTS, LARGE * documents.size()))
        .forEach(
            group ->
                notes.add(
                    words(
                        "One group has %,d of the %,d documents (%s): take off text that stands in"
                            + " many of them, such as a licence, to have more to divide.",
                        group.size(), documents.size(), names(group))));
    if (searched < 1) {
      notes.add(
          words(
              "So many chunks are alike that only %.0f %% of them were compared with all others:"
                  + " some copies may be in no group.",
              100 * searched));
    }
    return notes;
  }

  /** The ids of documents that share chunks, by group, in order of their first. */
  private List<List<String>> joined() {
    Map<Integer, List<String>> groups = new TreeMap<>();
    for (int i = 0; i < leaders.length; i++) {
      if (sharing[i]) {
        groups.computeIfAbsent(leader(i), first -> new ArrayList<>()).add(documents.get(i).id());
      }
    }
    return List.copyOf(groups.values());
  }

  private static String names(List<String> group) {
    String first = group.stream().limit(NAMED_DOCUMENTS).collect(Collectors.joining(", "));
    int more = group.size() - NAMED_DOCUMENTS;
    return more > 0 ? words("%s and %,d more", first, more) : first;
  }

  private static String words(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
