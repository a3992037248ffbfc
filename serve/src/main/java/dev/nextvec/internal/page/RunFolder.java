package dev.nextvec.internal.page;

import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.file.FileStamp;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder of runs, or a single run. What is in it is looked up each time; a description is read
 * again when its file has changed.
 */
public final class RunFolder {
  /** More runs than this are not shown at once. */
  public static final int MOST = 500;

  private final Path path;
  private final Map<Path, Known> known = new ConcurrentHashMap<>();

  /** A description, and the file it was read from. */
  private record Known(FileStamp stamp, RunInfo info) {}

  /** A folder that may not be there yet. */
  public RunFolder(Path path) {
    this.path = path;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * What a run says of itself now.
   *
   * @throws IOException if there is none, or it is damaged
   */
  RunInfo info(RunDirectory run) throws IOException {
    FileStamp stamp = FileStamp.of(run.path().resolve("run.json"));
    Known before = known.get(run.path());
    if (before != null && before.stamp().equals(stamp)) {
      return before.info();
    }
    RunInfo info = run.info();
    if (stamp.isSettledAt(Instant.now())) {
      known.put(run.path(), new Known(stamp, info));
    } else {
      known.remove(run.path()); // it may change once more within the same tick of the clock
    }
    return info;
  }

  /**
   * A run and what it says of itself.
   *
   * @param name as little of its path as tells it from the others
   */
  public record Found(String name, RunDirectory run, RunInfo info) {}

  /**
   * A run that cannot be read.
   *
   * @param why in a sentence
   */
  public record Unreadable(String name, String why) {}

  /**
   * Runs that were trained on one split of one dataset.
   *
   * @param id short and stable, for links
   * @param dataset what a person calls the data
   */
  public record Group(String id, String dataset, List<Found> runs) {
    /** What tells whether anything changed that its comparison is made of. */
    String stamp() {
      StringBuilder stamp = new StringBuilder(id);
      for (Found each : runs) {
        Path at = each.run().path();
        stamp.append('\n').append(at);
        for (String file : FILES) {
          stamp.append(' ').append(stamp(at.resolve(file)));
        }
        if (!each.run().isTraining()) { // what is trained is not tested: it changes every second
          stamp.append(' ').append(stamp(at.resolve("run.json")));
        }
        stamp.append(' ').append(stamp(each.run().model(each.info())));
      }
      Found first = runs.getFirst();
      Path kept =
          Baselines.directory(Baselines.cache(first.run().path()), first.info().provenance());
      stampAll(kept, stamp);
      Addresses.ifHere(first.info().dataset())
          .ifPresent(
              data -> stamp.append(stamp(data.resolve("dataset.json"))).append(vectors(data)));
      return stamp.toString();
    }

    private static final List<String> FILES =
        List.of("split.json", "evaluation.json", "test-scores.npy", "test-ranks.npy", "speed.json");

    private static void stampAll(Path folder, StringBuilder into) {
      try (Stream<Path> files = Files.walk(folder, 3)) {
        files
            .filter(Files::isRegularFile)
            .sorted()
            .forEach(file -> into.append('\n').append(file).append(' ').append(stamp(file)));
      } catch (IOException | java.io.UncheckedIOException e) {
        into.append("\n-");
      }
    }

    private static String vectors(Path data) {
      StringBuilder found = new StringBuilder();
      try (Stream<Path> files = Files.list(data)) {
        files
            .filter(file -> file.toString().endsWith(".npy"))
            .sorted()
            .forEach(file -> found.append(stamp(file)));
      } catch (IOException e) {
        found.append('-');
      }
      return found.toString();
    }

    private static String stamp(Path file) {
      try {
        return FileStamp.of(file).toString();
      } catch (IOException e) {
        return "-";
      }
    }
  }

  /**
   * What is in the folder.
   *
   * @param groups of runs that can stand in one table, those of the newest run first
   * @param unreadable runs whose description is damaged, or that have no test windows
   * @param more how many were left out
   */
  public record Contents(List<Group> groups, List<Unreadable> unreadable, int more) {}

  /** Reads the descriptions of all runs. */
  public Contents read() {
    List<RunDirectory> all = directories();
    List<RunDirectory> runs = all.subList(0, Math.min(MOST, all.size()));
    known.keySet().retainAll(runs.stream().map(RunDirectory::path).toList());
    List<String> names = runs.isEmpty() ? List.of() : RunNames.of(runs);
    Map<String, List<Found>> bySplit = new LinkedHashMap<>();
    List<Unreadable> unreadable = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      try {
        RunInfo info = info(runs.get(i));
        runs.get(i).requireDataset(info);
        bySplit
            .computeIfAbsent(id(info), any -> new ArrayList<>())
            .add(new Found(names.get(i), runs.get(i), info));
      } catch (IOException | IllegalArgumentException e) {
        unreadable.add(new Unreadable(names.get(i), String.valueOf(e.getMessage())));
      }
    }
    List<Group> groups = new ArrayList<>();
    bySplit.forEach((id, found) -> groups.add(new Group(id, dataset(found), found)));
    groups.sort((a, b) -> newest(b).compareTo(newest(a)));
    return new Contents(groups, unreadable, all.size() - runs.size());
  }

  /** The runs, in the order of their names. */
  public List<RunDirectory> directories() {
    RunDirectory self = new RunDirectory(path);
    if (self.exists()) {
      return List.of(self);
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.sorted().map(RunDirectory::new).filter(RunDirectory::exists).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  static String id(RunInfo info) {
    return "%.8s-%.8s"
        .formatted(info.provenance().datasetSha256(), info.provenance().splitSha256());
  }

  private static String dataset(List<Found> runs) {
    return RunNames.ofDataset(runs.getFirst().info().dataset());
  }

  private static String newest(Group group) {
    return group.runs().stream()
        .map(each -> each.info().provenance().date().map(Object::toString).orElse(""))
        .max(String::compareTo)
        .orElse("");
  }
}
