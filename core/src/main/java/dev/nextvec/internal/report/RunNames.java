package dev.nextvec.internal.report;

import dev.nextvec.internal.run.RunDirectory;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/** What runs are called in a table: as little of their paths as tells them apart. */
public final class RunNames {
  private RunNames() {}

  /** One name for each run, in order. */
  public static List<String> of(List<RunDirectory> runs) {
    return ofPaths(runs.stream().map(RunDirectory::path).toList());
  }

  /** The same of runs and packages. */
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

  /** What a person calls a dataset. */
  public static String ofDataset(Path dataset) {
    Path name = dataset.toAbsolutePath().normalize().getFileName();
    return name == null ? dataset.toString() : name.toString();
  }

  private static String ending(Path path, int length) {
    int count = path.getNameCount();
    String ending = path.subpath(Math.max(0, count - length), count).toString();
    return Printable.line(ending.replace('\\', '/'));
  }
}
