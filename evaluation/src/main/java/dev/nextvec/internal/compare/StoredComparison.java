package dev.nextvec.internal.compare;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResults;
import dev.nextvec.data.Dataset;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.eval.BaselineStore;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SplitGap;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.leak.LeakReport;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.leak.StoredLeaks;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.RunInfo;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The comparison that tests gave which are stored already. Nothing is measured: what was not tested
 * since it was trained is named instead. The figures are those of a comparison that measures what
 * is missing, as soon as nothing is.
 *
 * @param comparison of the runs that were tested; absent where {@code problem} says why
 * @param untested runs without a result of the weights there now
 * @param refused runs whose result cannot be shown
 * @param problem why there is no comparison at all; empty where there is one, or no run was tested
 */
public record StoredComparison(
    Optional<Comparison> comparison,
    List<RunDirectory> untested,
    List<Refused> refused,
    Optional<String> problem) {
  /**
   * A run whose result cannot be shown.
   *
   * @param why in a sentence
   */
  public record Refused(RunDirectory run, String why) {}

  public StoredComparison {
    untested = List.copyOf(untested);
    refused = List.copyOf(refused);
  }

  /**
   * A run and its name in the table.
   *
   * @param run its directory
   * @param info what it is
   */
  public record Named(String name, RunDirectory run, RunInfo info) {}

  /**
   * What stands beside runs, measured on the same test windows.
   *
   * @param rows of other models
   * @param notes on what their figures are
   * @param doubts on single ones of them
   * @param unknown what no check can say of them
   * @param search of an index, where there is one
   */
  public record Beside(
      List<RunResult> rows,
      List<String> notes,
      List<String> doubts,
      List<String> unknown,
      Optional<CorpusSearch> search) {
    public Beside {
      rows = List.copyOf(rows);
      notes = List.copyOf(notes);
      doubts = List.copyOf(doubts);
      unknown = List.copyOf(unknown);
    }
  }

  /** A run whose stored result is that of the weights there now. */
  private record Tested(Named named, TestResult result) {}

  /**
   * Puts together what is stored.
   *
   * @param runs of one dataset and split; the first of those that were tested names the data
   * @param dataset what a person calls the data
   * @param beside what else there is
   * @throws IllegalArgumentException if there are no runs, or they were tested on different rows
   */
  public static StoredComparison of(
      List<Named> runs, String dataset, Beside beside, ResultCache results) {
    requireSameRows(runs);
    List<Tested> tested = new ArrayList<>();
    List<RunDirectory> untested = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    Map<Path, String> hashes = new HashMap<>();
    for (Named each : runs) {
      try {
        requireSameData(each, hashes);
        Optional<TestResult> found = RunEvaluation.stored(each.run(), each.info(), results);
        found.ifPresentOrElse(
            result -> tested.add(new Tested(each, result)), () -> untested.add(each.run()));
      } catch (IOException | IllegalArgumentException e) {
        refused.add(new Refused(each.run(), String.valueOf(e.getMessage())));
      }
    }
    if (tested.isEmpty()) {
      return new StoredComparison(Optional.empty(), untested, refused, Optional.empty());
    }
    try {
      Comparison comparison = compared(tested, runs.getFirst(), dataset, beside, results);
      return new StoredComparison(Optional.of(comparison), untested, refused, Optional.empty());
    } catch (IOException | IllegalArgumentException e) {
      Optional<String> problem = Optional.of(String.valueOf(e.getMessage()));
      return new StoredComparison(Optional.empty(), untested, refused, problem);
    }
  }

  private static void requireSameRows(List<Named> runs) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("there are no runs to compare");
    }
    Provenance first = runs.getFirst().info().provenance();
    for (Named each : runs) {
      Provenance own = each.info().provenance();
      if (!own.datasetSha256().equals(first.datasetSha256())
          || !own.splitSha256().equals(first.splitSha256())) {
        throw new IllegalArgumentException(
            "`%s` and `%s` were tested on different rows"
                .formatted(runs.getFirst().run().path(), each.run().path()));
      }
    }
  }

  /** A result is shown for the data that is there; only where there is none it stands alone. */
  private static void requireSameData(Named run, Map<Path, String> hashes) throws IOException {
    run.run().requireDataset(run.info());
    Optional<Path> there = Addresses.ifHere(run.info().dataset()).filter(Files::isDirectory);
    if (there.isEmpty()) {
      return;
    }
    Path path = there.get();
    Optional<String> known = Optional.ofNullable(hashes.get(path));
    String sha256 = known.isPresent() ? known.get() : hash(path);
    hashes.put(path, sha256);
    RunEvaluation.requireSame(run.run(), run.info(), path, sha256);
  }

  private static String hash(Path path) throws IOException {
    try (Dataset dataset = Dataset.open(path)) {
      return dataset.sha256();
    }
  }

  private static Comparison compared(
      List<Tested> tested, Named first, String dataset, Beside beside, ResultCache results)
      throws IOException {
    List<String> warnings = new ArrayList<>(tested.getFirst().named().run().splitWarnings());
    warnings.addAll(beside.notes());
    Passed passed = passed(first, results);
    warnings.addAll(passed.notes());
    List<TestResult> baselines = baselines(first, results);
    warnings.addAll(beside.doubts());
    warnings.addAll(gaps(tested, baselines, tested.size() + beside.rows().size()));
    List<RunResult> rows = new ArrayList<>();
    for (Tested each : tested) {
      rows.add(RunResults.network(each.named().name(), each.named().info(), each.result()));
    }
    rows.addAll(beside.rows());
    baselines.forEach(result -> rows.add(RunResults.baseline(result)));
    Comparison comparison =
        Comparison.of(dataset, rows, Bootstrap.DEFAULT, Verdict.MARGIN)
            .withWarnings(warnings)
            .withWarnings(SpeedNotes.of(rows));
    List<String> unknown = new ArrayList<>(unknown(tested));
    unknown.addAll(beside.unknown());
    Comparison standing =
        comparison.withStanding(
            comparison.standing().withUnknown(unknown).withMarks(passed.marks()));
    return beside.search().map(standing::withSearch).orElse(standing);
  }

  /** The check for leaks stands before every figure: without one there is no comparison. */
  private static Passed passed(Named run, ResultCache results) throws IOException {
    Provenance of = run.info().provenance();
    Path file =
        Baselines.directory(Baselines.cache(run.run().path()), of).resolve(StoredLeaks.FILE);
    LeakReport report =
        StoredLeaks.read(
                results, file, of.datasetSha256(), of.splitSha256(), OptionalDouble.empty())
            .orElseThrow(
                () -> new IllegalArgumentException("the split was not checked for leaks yet"));
    return Passed.strictly(report, LeakReport.TOLERANCE);
  }

  private static List<TestResult> baselines(Named run, ResultCache results) throws IOException {
    Provenance of = run.info().provenance();
    return Baselines.stored(
            new BaselineStore(Baselines.cache(run.run().path()), results),
            of.datasetSha256(),
            of.splitSha256(),
            run.info().architecture().contextLength(),
            run.info().architecture().dimension())
        .orElseThrow(
            () -> new IllegalArgumentException("the baselines were not tested on this split yet"));
  }

  private static List<String> gaps(List<Tested> tested, List<TestResult> baselines, int models)
      throws IOException {
    TestResult average =
        baselines.stream()
            .filter(result -> result.name().equals(LinearAverage.NAME))
            .findFirst()
            .orElseThrow();
    List<String> warnings = new ArrayList<>();
    if (average.validationCosine().isPresent()) {
      double validation = average.validationCosine().getAsDouble();
      for (Tested each : tested) {
        SplitGap.warning(
                each.named().name(),
                each.named().run(),
                each.result(),
                average.scores(),
                validation,
                models)
            .ifPresent(warnings::add);
      }
    }
    return warnings;
  }

  /** Of models that were made elsewhere, no check can say what they know. */
  private static List<String> unknown(List<Tested> tested) {
    List<String> sentences = new ArrayList<>();
    for (Tested each : tested) {
      each.named()
          .info()
          .origin()
          .ifPresent(origin -> sentences.add(origin.note(each.named().name())));
    }
    return sentences;
  }
}
