package dev.nextvec.internal.retrieval;

import dev.nextvec.compare.CorpusSearch.Latency;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.RankedWindows;
import dev.nextvec.internal.eval.MachineWatch;
import dev.nextvec.model.Model;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** How long searches take as a service does them, the first few not counted. */
record SearchTimes(OpenedIndex index, Windows windows, Split split, Optional<Model> model) {
  private static final int TIMED = 100;
  private static final int WARM = 10;
  private static final int HITS = 10;

  /** Times searches by a strategy, and watches what else the machine does. */
  Latency of(Strategy strategy) throws IOException {
    int[] test = split.test();
    int[] timed = RankedWindows.of(test, Math.min(TIMED, test.length));
    search(strategy, Arrays.copyOf(timed, Math.min(WARM, timed.length)));
    MachineWatch watch = MachineWatch.begin();
    long[] times = search(strategy, timed);
    var conditions = watch.since(MachineWatch.spread(times));
    Arrays.sort(times);
    int last = times.length - 1;
    return new Latency(
        times[last / 2] / 1e6,
        times[(int) Math.round(0.95 * last)] / 1e6,
        times[(int) Math.round(0.99 * last)] / 1e6,
        conditions);
  }

  private long[] search(Strategy strategy, int[] chosen) throws IOException {
    long[] times = new long[chosen.length];
    for (int i = 0; i < times.length; i++) {
      var document = windows.documents().get(windows.document(chosen[i]));
      long at = windows.targetRow(chosen[i]) - document.first();
      Context context = index.at(new Context.Place(document.id(), at), windows.contextLength());
      long start = System.nanoTime();
      index.search(strategy, model, context, Search.of(HITS));
      times[i] = System.nanoTime() - start;
    }
    return times;
  }
}
