package dev.nextvec.internal.page;

import dev.nextvec.internal.compare.StoredComparison;
import dev.nextvec.internal.compare.StoredComparison.Named;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.page.Prepared.Outcome;
import dev.nextvec.internal.report.ComparisonView;
import dev.nextvec.report.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Comparisons of runs, each made once for each state of their files. */
public final class ComparisonSource implements AutoCloseable {
  private static final int KEPT = 4;
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final Prepared<Compared> prepared = new Prepared<>(KEPT);
  private final ResultCache results = ResultCache.ofUser(line -> {});
  private final BesideRuns beside;

  /**
   * Makes none yet.
   *
   * @param beside what else is compared
   */
  public ComparisonSource(BesideRuns beside) {
    this.beside = beside;
  }

  /**
   * A comparison and its parts.
   *
   * @param stored what there is, and what is lacking
   * @param view its parts; absent where nothing can be compared
   * @param lacking packages and indexes that are no part of it
   */
  record Compared(
      StoredComparison stored, Optional<ComparisonView> view, List<BesideRuns.Lacking> lacking) {}

  /** The comparison of a group of runs. */
  Outcome<Compared> of(RunFolder.Group group) throws InterruptedException {
    return prepared.of(group.stamp() + beside.stamp(), told -> compared(group, told), PATIENCE);
  }

  private Compared compared(RunFolder.Group group, Prepared.Told told) {
    told.begin("compares %d runs".formatted(group.runs().size()));
    BesideRuns.Found found = beside.of(group, results);
    List<String> names = beside.names(group);
    StoredComparison stored =
        StoredComparison.of(
            IntStream.range(0, group.runs().size())
                .mapToObj(i -> named(names.get(i), group.runs().get(i)))
                .toList(),
            group.dataset(),
            found.beside(),
            results);
    return new Compared(
        stored,
        stored.comparison().map(comparison -> new ComparisonView(Report.of(comparison))),
        found.lacking());
  }

  private static Named named(String name, RunFolder.Found run) {
    return new Named(name, run.run(), run.info());
  }

  @Override
  public void close() {
    prepared.close();
  }
}
