package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RankedWindows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.retrieval.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Windows of training documents that a re-ranker is fitted to, and the model that compares them
 * with a pool: one that never saw their documents. Its prediction is compared with chunks as its
 * own map sees them: the map of the model of all learned from these very documents.
 */
@SuppressWarnings("ArrayRecordComponent")
record CrossFitted(WindowScan scan, int[] windows) {
  /** So many windows in all, or somewhat more: see RESULTS.md. */
  private static final int MOST = 24_576;

  /** Of fewer documents, each has windows. */
  private static final int FEW = 20;

  /** What is needed to compare windows. */
  record Place(
      Windows windows, ChunkIndex chunks, RowMap map, Pool pool, boolean words, Engine engine) {}

  /**
   * All of them. Among the chunks of a part of the documents, a pool is as large as that of the
   * validation documents, or somewhat larger (smaller only where a fold itself is), and holds
   * documents of one fold alone, which are all new to its model.
   */
  static List<CrossFitted> of(FoldModels folds, Split split, Place place) {
    List<CrossFitted> all = new ArrayList<>();
    Optional<Bank> corpus =
        place.pool == Pool.CORPUS
            ? Optional.of(Bank.whole(place.windows, place.map))
            : Optional.empty();
    Optional<BankWords> ofCorpus =
        corpus.flatMap(bank -> WindowScan.words(place.words, place.chunks, bank));
    for (FoldModel fold : folds.all()) {
      int[] unseen = fold.unseen(place.windows, split);
      for (int[] part : parts(place, unseen, split.validation().length)) {
        Bank bank = corpus.orElseGet(() -> Bank.touched(place.windows, part, place.map));
        long most = RankedWindows.count(MOST, bank.size());
        long wanted = Math.max(1, most * part.length / split.train().length);
        int[] chosen = chosen(place.windows, part, Math.min(part.length, (int) wanted));
        fold.require(place.windows, split, chosen);
        Optional<BankWords> words =
            corpus.isPresent() ? ofCorpus : WindowScan.words(place.words, place.chunks, bank);
        all.add(new CrossFitted(scan(fold, place, bank, words), chosen));
      }
    }
    return all;
  }

  /**
   * Every second window of some documents, evenly spread: neighbours share chunks, whose words are
   * then looked up once. Of all documents where those would be few.
   */
  private static int[] chosen(Windows windows, int[] part, int wanted) {
    int[] groups = Arrays.stream(part).map(windows::group).distinct().sorted().toArray();
    double share = 2.0 * wanted / part.length;
    if (share >= 1 || groups.length * share < FEW) {
      return RankedWindows.of(part, wanted);
    }
    int[] kept =
        Arrays.stream(part)
            .filter(
                window -> {
                  int at = Arrays.binarySearch(groups, windows.group(window));
                  return Math.floor((at + 1) * share) > Math.floor(at * share);
                })
            .toArray();
    return kept.length < wanted
        ? RankedWindows.of(part, wanted)
        : RankedWindows.of(kept, Math.min((kept.length + 1) / 2, 2 * wanted));
  }

  private static List<int[]> parts(Place place, int[] unseen, int size) {
    if (unseen.length == 0) {
      return List.of();
    }
    if (place.pool == Pool.CORPUS) {
      return List.of(unseen);
    }
    int count = Math.max(1, unseen.length / Math.max(1, size));
    int[] groups = Arrays.stream(unseen).map(place.windows::group).distinct().sorted().toArray();
    List<int[]> parts = new ArrayList<>();
    for (int i = 0; i < Math.min(count, groups.length); i++) {
      int own = i;
      parts.add(
          Arrays.stream(unseen)
              .filter(
                  window -> Arrays.binarySearch(groups, place.windows.group(window)) % count == own)
              .toArray());
    }
    return parts;
  }

  private static WindowScan scan(
      FoldModel fold, Place place, Bank bank, Optional<BankWords> words) {
    return new WindowScan(
        place.windows,
        List.of(Strategy.Vector.PERSISTENCE, Strategy.Vector.MODEL),
        Optional.of(fold.model()),
        place.engine,
        place.chunks,
        bank,
        WindowScan.mapped(place.engine, fold.model(), bank),
        words);
  }
}
