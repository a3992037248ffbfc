package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RankedWindows;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Monitor;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.stats.Estimate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures how well each strategy finds the true next chunk of the test documents among all chunks
 * of the corpus, or of the test documents, the context's own left out. The order of the documents'
 * own chunks is the label: nobody has to say what is relevant. Ranks are those of exact search;
 * what a graph loses of them the index has measured itself.
 *
 * @param index what was indexed
 * @param dataset what the index was made of
 * @param split its windows have the context's length
 * @param pool the chunks to look among: the whole corpus, or those of the test documents; what is
 *     chosen on validation documents is then chosen among theirs
 * @param model what predicts, if any
 * @param modelKey name and hash of it, empty without one
 * @param folds models of the same settings that did not see a part of the training documents each,
 *     if there are such: re-rankers are then fitted to what they predict there, too
 * @param marks what makes the figures doubtful
 */
public record RetrievalEvaluation(
    OpenedIndex index,
    Dataset dataset,
    Split split,
    Pool pool,
    Engine engine,
    Optional<Model> model,
    String modelKey,
    FoldModels folds,
    List<String> marks,
    Monitor monitor) {
  /** Weights of BM25 that are tried; validation documents choose. */
  static final double[] WEIGHTS = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2};

  /** So many validation windows choose a weight. */
  private static final int CHOOSING = 3000;

  /** What was measured, and with which re-rankers. */
  private record Measured(RetrievalResult result, Rerankers rerankers) {}

  /** Measures. */
  public RetrievalResult measure() throws IOException {
    return measured().result;
  }

  private Measured measured() throws IOException {
    Windows windows = dataset.windows(split.contextLength());
    WindowScan choosing = scan(windows, split.validation());
    List<Strategy> strategies = strategies(choosing);
    List<Rerankers.Fitted> fitted =
        fitting(choosing, strategies).fit(ranked(choosing, split.validation(), Integer.MAX_VALUE));
    WindowScan testing = scan(windows, split.test());
    int[] test = testWindows(testing);
    List<Tally> tallies = tallies(testing, test, strategies);
    fitted.forEach(
        each -> tallies.add(new Tally(each, testing.candidates(each.orders()), test.length)));
    Map<Strategy, Ranks> ranks = new LinkedHashMap<>();
    for (Tally tally : count(testing, test, tallies, "search")) {
      ranks.put(tally.strategy(), tally.ranks());
    }
    Rerankers rerankers =
        new Rerankers(index.manifest().sha256(), split.sha256(), modelKey, folds.key(), fitted);
    return new Measured(result(testing, test, ranks, index.with(rerankers)), rerankers);
  }

  private int[] testWindows(WindowScan scan) {
    int[] test = ranked(scan, split.test(), Integer.MAX_VALUE);
    if (test.length < split.test().length) {
      monitor.log(
          "note: %,d of %,d test windows are ranked, evenly spread: all would take long"
              .formatted(test.length, split.test().length));
    }
    return test;
  }

  /** The figures of ranks, with the time that searches take in the index. */
  private RetrievalResult result(
      WindowScan scan, int[] test, Map<Strategy, Ranks> ranks, OpenedIndex timed)
      throws IOException {
    Windows windows = scan.windows();
    int[] documents = Arrays.stream(test).map(windows::group).toArray();
    StrategyTests tests = new StrategyTests(ranks, documents);
    SearchTimes times = new SearchTimes(timed, windows, split, model);
    List<StrategyRow> rows = new ArrayList<>();
    Map<Strategy, Estimate> behind = tests.behind();
    for (var each : tests.figures().entrySet()) {
      rows.add(
          new StrategyRow(
              each.getKey(),
              each.getValue(),
              Optional.ofNullable(behind.get(each.getKey())),
              times.of(each.getKey())));
    }
    dataset.requireUnchanged();
    RetrievalResult.Basis basis =
        new RetrievalResult.Basis(
            index.manifest().sha256(),
            split.sha256(),
            pool,
            modelKey,
            folds.key(),
            test.length,
            (int) Arrays.stream(documents).distinct().count(),
            scan.candidates());
    return new RetrievalResult(
        basis,
        rows,
        tests.differences(),
        kinds(windows, test, ranks, tests),
        new Examples(windows, test, index.chunks(), index.map(dataset)).of(ranks),
        marks);
  }

  /** Re-ranks the hits of persistence and of the model, where there are words of their sums. */
  private RerankerFitting fitting(WindowScan scan, List<Strategy> strategies) throws IOException {
    List<Strategy> orders =
        strategies.stream()
            .filter(each -> each.vector() != Strategy.Vector.AVERAGE)
            .filter(
                each ->
                    words()
                        ? each instanceof Strategy.WeightedSum
                        : each instanceof Strategy.Vector)
            .toList();
    CrossFitted.Place place =
        new CrossFitted.Place(
            scan.windows(), index.chunks(), index.map(dataset), pool, words(), engine);
    return new RerankerFitting(scan, orders, CrossFitted.of(folds, split, place), monitor);
  }

  /** Of the strategy with the highest MRR; nothing where that is persistence. */
  private List<KindRow> kinds(
      Windows windows, int[] test, Map<Strategy, Ranks> ranks, StrategyTests tests)
      throws IOException {
    Strategy highest = tests.highest();
    return highest == Strategy.Vector.PERSISTENCE
        ? List.of()
        : new WindowKinds(windows, test, index.chunks(), index.map(dataset), words())
            .of(ranks, highest, tests.plainer(highest));
  }

  /** Measures, and keeps it in the index, if that takes files. */
  public RetrievalResult measureAndKeep(Path path) throws IOException {
    Measured measured = measured();
    try {
      if (pool == Pool.CORPUS) { // searches look among all, and take what was fitted among all
        measured.rerankers.write(path); // before the result, which names what it was measured with
      }
      measured.result.write(path);
    } catch (IOException e) {
      monitor.log("note: the result is not kept in the index: " + e.getMessage());
    }
    return measured.result;
  }

  private static int[] ranked(WindowScan scan, int[] all, int most) {
    int count = Math.min(most, RankedWindows.count(all.length, scan.bank().size()));
    return RankedWindows.of(all, Math.min(count, all.length));
  }

  private List<Strategy.Vector> kinds() {
    return Stream.of(Strategy.Vector.values())
        .filter(each -> each != Strategy.Vector.MODEL || model.isPresent())
        .toList();
  }

  private boolean words() {
    return index.manifest().size().texts();
  }

  /** Every strategy that can be run, with its weight. */
  private List<Strategy> strategies(WindowScan scan) throws IOException {
    List<Strategy> all = new ArrayList<>(kinds());
    if (words()) {
      all.add(new Strategy.Bm25());
      all.addAll(weighted(scan));
      kinds().forEach(kind -> all.add(new Strategy.ReciprocalRanks(kind)));
    }
    return all;
  }

  /** For each query vector the weight with the highest MRR on validation documents. */
  private List<Strategy> weighted(WindowScan scan) throws IOException {
    int[] validation = ranked(scan, split.validation(), CHOOSING);
    List<Strategy> tried = new ArrayList<>();
    for (Strategy.Vector kind : kinds()) {
      Arrays.stream(WEIGHTS).forEach(w -> tried.add(new Strategy.WeightedSum(kind, w)));
    }
    List<Tally> tallies =
        count(scan, validation, tallies(scan, validation, tried), "choose weights");
    List<Strategy> best = new ArrayList<>();
    for (int kind = 0; kind < kinds().size(); kind++) {
      List<Tally> own = tallies.subList(kind * WEIGHTS.length, (kind + 1) * WEIGHTS.length);
      Tally highest = own.getFirst();
      for (Tally tally : own) {
        highest = mrr(tally) > mrr(highest) ? tally : highest;
      }
      best.add(highest.strategy());
    }
    return best;
  }

  private static double mrr(Tally tally) {
    return RetrievalMetric.MRR.mean(tally.ranks());
  }

  private List<Tally> tallies(WindowScan scan, int[] chosen, List<Strategy> strategies) {
    List<Tally> tallies = new ArrayList<>();
    strategies.forEach(
        each -> tallies.add(new Tally(each, kinds(), chosen.length, scan.candidates())));
    return tallies;
  }

  /** Compares windows of a part of the split with what is looked among for them. */
  private WindowScan scan(Windows windows, int[] part) throws IOException {
    RowMap map = index.map(dataset);
    Bank bank = pool == Pool.CORPUS ? Bank.whole(windows, map) : Bank.touched(windows, part, map);
    return new WindowScan(windows, kinds(), model, engine, index.chunks(), bank, words());
  }

  private List<Tally> count(WindowScan scan, int[] chosen, List<Tally> tallies, String name)
      throws IOException {
    try (Monitor.Work work = monitor.begin(name, "windows")) {
      scan.run(chosen, compared -> tallies.forEach(tally -> tally.add(compared)), work);
    }
    return tallies;
  }
}
