package dev.nextvec.data;

import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A dataset cut into folds of about as many windows each, whole groups of documents in one fold.
 * Every fold is the test part of one {@link Split}, whose other parts are made of the other folds:
 * each document is tested on exactly once, by models that never saw it.
 *
 * @param splits one for each fold
 * @param validation share of all windows that chooses the best state
 * @param seed of the shuffle
 */
public record Folds(List<Split> splits, double validation, long seed) {
  /** Fewest folds. */
  public static final int FEWEST = 2;

  public Folds {
    splits = List.copyOf(splits);
  }

  /**
   * Cuts windows into folds. Groups that have a window are put in the order of the shuffle, then
   * the longest first, and each goes to the fold with the fewest windows so far, of equal ones to
   * that with the fewest groups. Validation windows of a fold's split are found by cutting the rest
   * in the same way.
   *
   * @param folds from {@value #FEWEST} to the number of groups
   * @param validation share of all windows for validation, roughly kept: at least one group
   * @throws IllegalArgumentException if there are too few groups, saying how many there are
   */
  public static Folds of(Windows windows, int folds, double validation, long seed) {
    WindowsCheck.requireSome(windows);
    Map<String, List<Integer>> groups = SplitByDocument.groups(windows);
    List<String> names = List.copyOf(groups.keySet());
    if (folds < FEWEST || folds > names.size()) {
      throw new IllegalArgumentException(
          "`folds` must be from %d to the %d documents of at least %d chunks but was %d"
              .formatted(FEWEST, names.size(), windows.contextLength() + 1, folds));
    }
    long[] sizes =
        names.stream()
            .mapToLong(name -> SplitByDocument.count(windows, groups.getOrDefault(name, List.of())))
            .toArray();
    int[] all = IntStream.range(0, sizes.length).toArray();
    int[] fold = piles(all, sizes, folds, seed);
    SplitFractions fractions = new SplitFractions(validation, 1.0 / folds);
    List<Split> splits = new ArrayList<>();
    for (int k = 0; k < folds; k++) {
      int[] part = parts(fold, k, sizes, fractions, seed);
      List<SplitPart> parts = new ArrayList<>();
      for (int which = 0; which < SplitPart.NAMES.size(); which++) {
        int wanted = which;
        List<String> chosen =
            IntStream.of(all).filter(i -> part[i] == wanted).mapToObj(names::get).toList();
        parts.add(SplitByDocument.part(windows, groups, chosen));
      }
      splits.add(
          new Split(
              Split.SplitKind.BY_DOCUMENT,
              seed,
              fractions,
              windows,
              OptionalInt.empty(),
              parts,
              List.of()));
    }
    return new Folds(splits, validation, seed);
  }

  /** The part of each group, by its place in {@link SplitPart#NAMES}, where fold k is tested on. */
  private static int[] parts(int[] fold, int k, long[] sizes, SplitFractions fractions, long seed) {
    int[] rest = IntStream.range(0, fold.length).filter(group -> fold[group] != k).toArray();
    int[] part = new int[fold.length];
    Arrays.setAll(part, group -> fold[group] == k ? 2 : 0);
    for (int group : validation(rest, sizes, fractions, seed + k)) {
      part[group] = 1;
    }
    return part;
  }

  /**
   * Groups of the rest that choose the best state: one pile of as many as give the share asked for,
   * drawn from those with at least half the windows they should have.
   */
  private static int[] validation(int[] rest, long[] sizes, SplitFractions fractions, long seed) {
    if (rest.length < 2) {
      throw new IllegalArgumentException(
          "a fold leaves only %d document to learn from, but training and validation need one each: add documents"
              .formatted(rest.length));
    }
    double share = fractions.validation() / (1 - fractions.test());
    int count = (int) Math.clamp(Math.round(1 / share), 2L, (long) rest.length);
    int[] pile = piles(rest, sizes, count, seed);
    long[] windows = new long[count];
    for (int i = 0; i < rest.length; i++) {
      windows[pile[i]] += sizes[rest[i]];
    }
    long wanted = Arrays.stream(windows).sum() / count;
    int[] enough =
        IntStream.range(0, count).filter(p -> windows[p] >= Math.max(1, wanted / 2)).toArray();
    int chosen = enough[new CounterRandom(seed).permutation(enough.length)[0]];
    return IntStream.range(0, rest.length)
        .filter(i -> pile[i] == chosen)
        .map(i -> rest[i])
        .toArray();
  }

  /** The pile of each of {@code groups}. */
  private static int[] piles(int[] groups, long[] sizes, int piles, long seed) {
    List<Integer> order =
        IntStream.of(new CounterRandom(seed).permutation(groups.length))
            .boxed()
            .sorted(Comparator.comparingLong((Integer i) -> -sizes[groups[i]])) // a stable sort
            .toList();
    long[] windows = new long[piles];
    int[] members = new int[piles];
    int[] pile = new int[groups.length];
    for (int i : order) {
      int least =
          IntStream.range(0, piles)
              .boxed()
              .min(
                  Comparator.comparingLong((Integer p) -> windows[p])
                      .thenComparingInt(p -> members[p]))
              .orElseThrow();
      pile[i] = least;
      windows[least] += sizes[groups[i]];
      members[least]++;
    }
    return pile;
  }

  /** How many there are. */
  public int count() {
    return splits.size();
  }

  /** Hash of the hashes of all splits. */
  public String sha256() {
    Sha256 hash = new Sha256().add("nextvec-folds-1").add(splits.size());
    splits.forEach(split -> hash.add(split.sha256()));
    return hash.hex();
  }

  /**
   * The fold that tests each document.
   *
   * @return by index in {@code windows.documents()}; -1 for a document without windows
   */
  public int[] ofDocuments(Windows windows) {
    int[] fold = new int[windows.documents().size()];
    Arrays.fill(fold, -1);
    for (int k = 0; k < splits.size(); k++) {
      for (int window : splits.get(k).test()) {
        fold[windows.document(window)] = k;
      }
    }
    return fold;
  }
}
