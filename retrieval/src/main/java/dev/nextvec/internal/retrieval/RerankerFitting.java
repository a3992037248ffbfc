package dev.nextvec.internal.retrieval;

import dev.nextvec.internal.rerank.Collected;
import dev.nextvec.internal.rerank.NotFitted;
import dev.nextvec.internal.retrieval.Rerankers.Fitted;
import dev.nextvec.progress.Monitor;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fits re-rankers for the hits of persistence and of the model, each of its sum with BM25 where
 * there are texts, on windows of validation documents, and of training documents that another model
 * predicted, to which they are new.
 *
 * @param scan compares windows with the corpus
 * @param orders for persistence, and for the model if there is one, the strategy whose hits are
 *     re-ranked
 * @param crossFitted windows of training documents
 */
record RerankerFitting(
    WindowScan scan, List<Strategy> orders, List<CrossFitted> crossFitted, Monitor monitor) {
  /** Vectors that show the parts they are made of. */
  private static final int SAMPLE = 256;

  /**
   * Fits.
   *
   * @param windows of validation documents
   * @return those that could be fitted; of the others the monitor is told why not
   */
  List<Fitted> fit(int[] windows) throws IOException {
    List<Collected> collected =
        orders.stream().map(each -> collected(each, windows.length)).toList();
    collect(scan, windows, 0, collected);
    int before = windows.length;
    for (CrossFitted other : crossFitted) {
      collect(other.scan(), other.windows(), before, collected);
      before += other.windows().length;
    }
    List<Fitted> fitted = new ArrayList<>();
    try (Monitor.Work work = monitor.begin("fit", "re-rankers")) {
      for (int i = 0; i < orders.size(); i++) {
        fit(orders.get(i), collected.get(i)).ifPresent(fitted::add);
        work.update(i + 1, orders.size());
      }
    }
    return fitted;
  }

  private void collect(WindowScan from, int[] windows, int before, List<Collected> into)
      throws IOException {
    List<WindowCandidates> candidates = orders.stream().map(from::candidates).toList();
    try (Monitor.Work work = monitor.begin("candidates", "windows")) {
      from.run(
          windows,
          compared -> {
            for (int i = 0; i < orders.size(); i++) {
              candidates.get(i).collect(compared, into.get(i), before);
            }
          },
          work);
    }
  }

  private Collected collected(Strategy strategy, int windows) {
    long rows = scan.index().rows();
    int count = (int) Math.min(SAMPLE, rows);
    List<float[]> sample =
        IntStream.range(0, count).mapToObj(i -> scan.index().read(i * rows / count)).toList();
    return new Collected(
        scan.windows().contextLength(),
        sample,
        strategy.needsModel(),
        strategy.needsText(),
        windows,
        crossFitted.stream().mapToInt(each -> each.windows().length).sum());
  }

  private Optional<Fitted> fit(Strategy strategy, Collected collected) throws IOException {
    boolean together = scan.engine().threads() > 1;
    Strategy.Reranked name = new Strategy.Reranked(strategy.vector(), strategy.needsText());
    try {
      float[] probe =
          strategy.needsModel()
              ? Rerankers.probe(scan.index(), scan.model().orElseThrow())
              : new float[0];
      return Optional.of(new Fitted(name, strategy, collected.fit(together), probe));
    } catch (NotFitted e) {
      monitor.log("note: %s is not measured: %s".formatted(name.label(), e.getMessage()));
      return Optional.empty();
    }
  }
}
