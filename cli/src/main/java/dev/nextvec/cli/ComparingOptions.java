package dev.nextvec.cli;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.data.Dataset;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.Direction;
import dev.nextvec.internal.workflow.Comparing;
import dev.nextvec.internal.workflow.ComparingElsewhere;
import dev.nextvec.internal.workflow.CrossValidating;
import dev.nextvec.internal.workflow.Diagnosing;
import dev.nextvec.internal.workflow.Entrants;
import dev.nextvec.internal.workflow.FoldsRefused;
import dev.nextvec.internal.workflow.GivenPredictions;
import dev.nextvec.internal.workflow.RunTester;
import dev.nextvec.stats.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What runs are compared on, and what counts as a difference. */
final class ComparingOptions {
  @Mixin RunArguments runs = new RunArguments();

  @Option(
      names = "--data",
      paramLabel = "DATASET",
      converter = DatasetPath.class,
      description =
          "test on this dataset instead: all of it, out of domain, beside the figures in domain;"
              + " or the dataset of the training, where it has moved")
  @Nullable Path data;

  @Option(
      names = "--index",
      paramLabel = "INDEX",
      description =
          "an index of the same dataset, see `index`: also show how well each strategy of"
              + " `retrieve` finds the true next chunk of the test documents in the whole corpus,"
              + " and say for vecRAG which to use")
  @Nullable Path index;

  @Option(
      names = "--margin",
      paramLabel = "M",
      defaultValue = "" + Verdict.MARGIN,
      description =
          "rows whose test cosine differs by at most M are equal for all purposes (default:"
              + " ${DEFAULT-VALUE})")
  @Bounds(from = 0, to = 2, below = true)
  double margin = Verdict.MARGIN;

  @Mixin PredictionsOption predictions = new PredictionsOption();
  @Mixin FoldOptions folds = new FoldOptions();
  @Mixin LeakOptions leaks = new LeakOptions();
  @Mixin SpeedOptions speed = new SpeedOptions();
  @Mixin DeviceOptions device = new DeviceOptions();

  /** The runs and packages meant. */
  Entrants find(Console console) throws IOException {
    return runs.find(console);
  }

  /** What measures and ranks; to be closed. */
  RankingEngine engine(Console console, StopSignal stop) {
    return RankingEngine.of(device.engine(), new ConsoleMonitor(console, stop));
  }

  /** Puts runs and all baselines into one comparison, measuring what is not known yet. */
  Comparison compare(Entrants found, RankingEngine engine, Console console, StopSignal stop)
      throws Exception {
    folds.refuseBeside("--predictions", predictions.isGiven());
    folds.refuseBeside("--index", index != null);
    List<GivenPredictions> given = predictions.given();
    ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
    OptionalInt count = folds.asked();
    if (count.isPresent()) {
      return acrossFolds(found, count.getAsInt(), engine, monitor);
    }
    if (data != null) {
      try (Dataset other = Dataset.open(data, monitor)) {
        if (ComparingElsewhere.isElsewhere(other, found)) {
          if (predictions.isGiven()) {
            throw new WrongUsage(
                "`%s` is not the data of the training, and --predictions are for the test windows of that: leave out one of them"
                    .formatted(data));
          }
          if (index != null) {
            throw new WrongUsage(
                "`%s` is not the data of the training, and --index is about the test documents of that: leave out one of them"
                    .formatted(data));
          }
          return new ComparingElsewhere(monitor, engine, speed.settings(), leaks.policy(), other)
              .compare(found, false, margin);
        }
      }
    }
    Comparing comparing =
        new Comparing(monitor, engine, Optional.ofNullable(data), speed.settings(), leaks.policy());
    if (index == null) {
      return comparing.compare(found, given, margin);
    }
    QuietLibraries.silence();
    CorpusSearch search = comparing.search(found, index, leaks.policy());
    return comparing.compare(found, given, margin).withSearch(search);
  }

  /** What is kept of a comparison that was stopped. */
  String stopped() {
    return "stopped; %s are kept: run the same command again for the rest"
        .formatted(
            folds.folds == null
                ? "tests that were finished"
                : "trainings, as far as they came, and tests that were finished");
  }

  private Comparison acrossFolds(
      Entrants found, int count, RankingEngine engine, ConsoleMonitor monitor) throws Exception {
    try {
      return new CrossValidating(
              monitor,
              engine.here()::trainer,
              engine,
              Optional.ofNullable(data),
              speed.settings(),
              leaks.policy(),
              count,
              folds.jobs)
          .compare(
              WrongUsage.unless(
                  () ->
                      found.requireRuns(
                          "folds train networks anew, which that cannot be: leave it out")),
              margin);
    } catch (FoldsRefused refused) {
      throw new WrongUsage(String.valueOf(refused.getMessage()));
    }
  }

  /**
   * Why rows score as they do.
   *
   * @param networks of runs, under the names of their rows
   * @param foreign offset curves of models that are known by their predictions alone
   */
  record Why(List<Diagnosis> networks, List<Direction> foreign) {}

  /**
   * What is known of why the networks of a comparison score as they do, under the names of their
   * rows.
   *
   * @param found what was compared
   * @param all whether to diagnose what was not diagnosed yet
   */
  Why why(
      Comparison comparison,
      Entrants found,
      boolean all,
      RankingEngine engine,
      Console console,
      StopSignal stop)
      throws IOException {
    if (comparison.standing().folds().isPresent()) {
      return new Why(List.of(), List.of()); // not beside figures of several models
    }
    Optional<Path> place =
        comparison.standing().shift().isEmpty() ? Optional.ofNullable(data) : Optional.empty();
    RunTester tests =
        new RunTester(new ConsoleMonitor(console, stop), engine, place, speed.network());
    try (Diagnosing diagnosing = new Diagnosing(new ConsoleMonitor(console, stop), engine, tests)) {
      return new Why(
          diagnosing.rows(comparison, found, all),
          diagnosing.foreign(found, predictions.given(), Optional.ofNullable(data)));
    }
  }
}
