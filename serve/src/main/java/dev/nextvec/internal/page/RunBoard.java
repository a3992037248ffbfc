package dev.nextvec.internal.page;

import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.baseline.RandomVector;
import dev.nextvec.internal.eval.BaselineStore;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All runs of a folder as they are now: looked at once a second at most, whoever asks. */
public final class RunBoard {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration BASELINES_FRESH = Duration.ofSeconds(20);

  private final RunFolder folder;
  private final ResultCache results = ResultCache.ofUser(line -> {});
  private final Map<Path, RunWatch> watches = new LinkedHashMap<>();
  private final Map<String, Known> baselines = new HashMap<>();
  private List<RunNow> last = List.of();
  private long looked = System.nanoTime() - FRESH.toNanos();

  /** What the best baseline reaches on the validation windows, and when that was looked up. */
  private record Known(Optional<ToBeat> best, long at) {}

  /**
   * What is to be beaten.
   *
   * @param name of the best baseline
   * @param cosine its mean cosine on the validation windows
   */
  record ToBeat(String name, double cosine) {}

  /** Nothing is looked at yet. */
  public RunBoard(RunFolder folder) {
    this.folder = folder;
  }

  RunFolder folder() {
    return folder;
  }

  /** The runs as they are now, in the order of their names. */
  synchronized List<RunNow> look() {
    if (System.nanoTime() - looked < FRESH.toNanos()) {
      return last;
    }
    List<RunDirectory> all = folder.directories();
    List<RunDirectory> shown = all.subList(0, Math.min(RunFolder.MOST, all.size()));
    List<String> names = shown.isEmpty() ? List.of() : RunNames.of(shown);
    watches.keySet().retainAll(shown.stream().map(RunDirectory::path).toList());
    List<RunNow> found = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      String name = names.get(i);
      RunDirectory run = shown.get(i);
      watches
          .computeIfAbsent(run.path(), any -> new RunWatch(name, run, folder))
          .look()
          .ifPresent(found::add);
    }
    last = List.copyOf(found);
    looked = System.nanoTime();
    return last;
  }

  /** The directory of a run of that name, if it is there. */
  public synchronized Optional<RunDirectory> run(String name) {
    return look().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .flatMap(
            each ->
                watches.values().stream()
                    .filter(watch -> watch.name().equals(name))
                    .map(RunWatch::run)
                    .findFirst());
  }

  /** What the best baseline reaches on the same validation windows; empty where none was tested. */
  synchronized Optional<ToBeat> toBeat(RunNow run) {
    Known known = baselines.get(run.group());
    if (known == null || System.nanoTime() - known.at() > BASELINES_FRESH.toNanos()) {
      known = new Known(best(run), System.nanoTime());
      baselines.put(run.group(), known);
    }
    return known.best();
  }

  private Optional<ToBeat> best(RunNow run) {
    Optional<RunDirectory> directory = run(run.name());
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    try {
      RunInfo info = directory.get().info();
      return Baselines.stored(
              new BaselineStore(Baselines.cache(directory.get().path()), results),
              info.provenance().datasetSha256(),
              info.provenance().splitSha256(),
              info.architecture().contextLength(),
              info.architecture().dimension())
          .flatMap(RunBoard::highest);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<ToBeat> highest(List<TestResult> stored) {
    return stored.stream()
        .filter(each -> each.validationCosine().isPresent())
        .filter(each -> !each.name().equals(RandomVector.NAME))
        .filter(each -> !each.name().equals(MeanVector.NAME))
        .map(each -> new ToBeat(each.name(), each.validationCosine().getAsDouble()))
        .max(Comparator.comparingDouble(ToBeat::cosine));
  }
}
