package dev.nextvec.internal.report;

import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** What runs are called in a table: as little of their paths as tells them apart. */
public final class RunNames {
  private RunNames() {}

  /** One name for each run, in order. */
  public static List<String> of(List<RunDirectory> runs) {
    return ofPaths(runs.stream().map(RunDirectory::path).toList());
  }

  /** The same of any models. */
  public static List<String> ofPaths(List<Path> given) {
    List<Path> paths = given.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    int longest = paths.stream().mapToInt(Path::getNameCount).max().orElse(1);
    for (int length = 1; length < longest; length++) {
      int last = length;
      List<String> names = paths.stream().map(path -> ending(path, last)).toList();
      if (new HashSet<>(names).size() == names.size()) {
        return names;
      }
    }
    return paths.stream().map(Path::toString).map(Printable::line).toList();
  }

  /**
   * What runs and model packages are called in one table, runs first: a package never as a baseline
   * is.
   */
  public static List<String> beside(List<Path> runs, List<Path> packages) {
    List<String> names =
        new ArrayList<>(ofPaths(Stream.concat(runs.stream(), packages.stream()).toList()));
    for (int i = runs.size(); i < names.size(); i++) {
      if (Baselines.names(1, 1).contains(names.get(i))) {
        names.set(i, names.get(i) + " (package)");
      }
    }
    return List.copyOf(names);
  }

  /** What a person calls a dataset. */
  public static String ofDataset(Path dataset) {
    Path name = dataset.toAbsolutePath().normalize().getFileName();
    return name == null ? dataset.toString() : name.toString();
  }

  /** The same of one as it was recorded: a path or an address. */
  public static String ofDataset(String recorded) {
    return Addresses.ifHere(recorded)
        .map(RunNames::ofDataset)
        .orElseGet(() -> recorded.substring(recorded.lastIndexOf('/') + 1));
  }

  private static String ending(Path path, int length) {
    int count = path.getNameCount();
    String ending = path.subpath(Math.max(0, count - length), count).toString();
    return Printable.line(ending.replace('\\', '/'));
  }
}
