package dev.nextvec.data;

import dev.nextvec.internal.random.CounterRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Divides windows so that no group of documents is in two parts. */
final class SplitByDocument {
  private SplitByDocument() {}

  static Split split(Windows windows, SplitFractions fractions, long seed) {
    Map<String, List<Integer>> groups = groups(windows);
    List<String> names = List.copyOf(groups.keySet());
    requireEnough(windows, names.size());
    int test = fractions.testOf(names.size());
    int validation = fractions.validationOf(names.size());
    if (test + validation >= names.size()) {
      throw new IllegalArgumentException(
          "%d documents leave none for training with shares of %s for validation and %s for testing: choose smaller shares"
              .formatted(names.size(), fractions.validation(), fractions.test()));
    }
    int[] order = new CounterRandom(seed).permutation(names.size());
    List<SplitPart> parts =
        List.of(
            part(windows, groups, names, IntStream.of(order).skip(test + validation)),
            part(windows, groups, names, IntStream.of(order).skip(test).limit(validation)),
            part(windows, groups, names, IntStream.of(order).limit(test)));
    return new Split(
        Split.SplitKind.BY_DOCUMENT,
        seed,
        fractions,
        windows,
        OptionalInt.empty(),
        parts,
        List.of());
  }

  /**
   * The first of the training groups, in the order of the shuffle, that have {@code trainWindows}
   * windows.
   */
  static SplitPart first(
      Windows windows,
      SplitFractions fractions,
      long seed,
      List<String> trainGroups,
      int trainWindows) {
    Map<String, List<Integer>> groups = groups(windows);
    List<String> names = List.copyOf(groups.keySet());
    int held = fractions.testOf(names.size()) + fractions.validationOf(names.size());
    Set<String> training = new HashSet<>(trainGroups);
    Set<String> chosen = new HashSet<>();
    long count = 0;
    for (int i :
        IntStream.of(new CounterRandom(seed).permutation(names.size())).skip(held).toArray()) {
      String name = names.get(i);
      if (count < trainWindows && training.contains(name)) {
        chosen.add(name);
        count += count(windows, groups.getOrDefault(name, List.of()));
      }
    }
    return part(windows, groups, names.stream().filter(chosen::contains).toList());
  }

  /** All training groups but those of each fold, which follow each other in the shuffle. */
  static List<SplitPart> folds(Windows windows, long seed, List<String> trainGroups, int folds) {
    if (trainGroups.size() < 2) {
      throw new IllegalArgumentException(
          "`cross-fit` leaves out one training document after another, and there is only one: add"
              + " documents");
    }
    if (folds < 2 || folds > trainGroups.size()) {
      throw new IllegalArgumentException(
          "`cross-fit` must be from 2 to the %d documents of the training part but was %d"
              .formatted(trainGroups.size(), folds));
    }
    Map<String, List<Integer>> groups = groups(windows);
    Map<String, Integer> fold = foldOf(windows, seed, trainGroups, folds);
    List<SplitPart> parts = new ArrayList<>();
    for (int k = 0; k < folds; k++) {
      int out = k;
      List<String> others =
          trainGroups.stream().filter(name -> fold.getOrDefault(name, out) != out).toList();
      parts.add(part(windows, groups, others));
    }
    return parts;
  }

  private static Map<String, Integer> foldOf(
      Windows windows, long seed, List<String> trainGroups, int folds) {
    Map<String, List<Integer>> groups = groups(windows);
    List<String> names = List.copyOf(groups.keySet());
    Set<String> training = new HashSet<>(trainGroups);
    List<String> order =
        IntStream.of(new CounterRandom(seed).permutation(names.size()))
            .mapToObj(names::get)
            .filter(training::contains)
            .toList();
    long[] sizes =
        order.stream().mapToLong(n -> count(windows, groups.getOrDefault(n, List.of()))).toArray();
    long total = LongStream.of(sizes).sum();
    Map<String, Integer> fold = new HashMap<>();
    long before = 0;
    long last = 0;
    for (int i = 0; i < sizes.length; i++) {
      int least = i - (sizes.length - folds); // each of the folds that are left needs a group
      last = Math.max(least, Math.min(last + (i == 0 ? 0 : 1), before * folds / total));
      fold.put(order.get(i), (int) last);
      before += sizes[i];
    }
    return fold;
  }

  static long count(Windows windows, List<Integer> documents) {
    return documents.stream().mapToLong(document -> windowsOf(windows, document).count()).sum();
  }

  /** Documents with windows, by group, in order of first appearance. */
  static Map<String, List<Integer>> groups(Windows windows) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    List<Document> documents = windows.documents();
    for (int i = 0; i < documents.size(); i++) {
      if (documents.get(i).windows(windows.contextLength()) > 0) {
        groups.computeIfAbsent(documents.get(i).group(), group -> new ArrayList<>()).add(i);
      }
    }
    return groups;
  }

  private static void requireEnough(Windows windows, int groups) {
    WindowsCheck.requireSome(windows);
    if (groups < 3) {
      throw new IllegalArgumentException(
          "training, validation and test need one document each of at least %d chunks but the dataset has %d: add documents (chapters of a book may serve)"
              .formatted(windows.contextLength() + 1, groups));
    }
  }

  private static SplitPart part(
      Windows windows, Map<String, List<Integer>> groups, List<String> names, IntStream chosen) {
    return part(windows, groups, chosen.sorted().mapToObj(names::get).toList());
  }

  /** The part that consists of {@code names}, which are in order of first appearance. */
  static SplitPart part(Windows windows, Map<String, List<Integer>> groups, List<String> names) {
    int[] selected =
        names.stream()
            .map(name -> groups.getOrDefault(name, List.of()))
            .flatMap(Collection::stream)
            .flatMapToInt(document -> windowsOf(windows, document))
            .sorted()
            .toArray();
    return new SplitPart(selected, names);
  }

  private static IntStream windowsOf(Windows windows, int document) {
    return IntStream.range(windows.firstWindow(document), windows.firstWindow(document + 1));
  }
}
