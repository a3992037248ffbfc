package dev.nextvec.internal.workflow;

import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was named to be tested or compared.
 *
 * @param runs in order
 * @param packages in order
 */
public record Entrants(List<RunDirectory> runs, List<ModelPackage> packages) {
  public Entrants {
    runs = List.copyOf(runs);
    packages = List.copyOf(packages);
  }

  /** Only runs. */
  public static Entrants of(List<RunDirectory> runs) {
    return new Entrants(runs, List.of());
  }

  /**
   * The models meant by {@code paths}: run directories, directories of runs, and model packages,
   * each once under the name it was first found by, however many links lead to it.
   *
   * @param told of what is named twice
   * @throws IOException if one holds no model, or a package is damaged
   */
  public static Entrants find(List<Path> paths, Consumer<String> told) throws IOException {
    return find(paths, told, "");
  }

  /**
   * The same for whoever takes something else too.
   *
   * @param besides what that is: goes on after what runs and model packages are
   */
  public static Entrants find(List<Path> paths, Consumer<String> told, String besides)
      throws IOException {
    Map<Path, Path> found = new LinkedHashMap<>();
    List<RunDirectory> runs = new ArrayList<>();
    List<ModelPackage> packages = new ArrayList<>();
    for (Path path : paths) {
      if (ModelPackage.isAt(path)) {
        if (isNew(found, path, "model", told)) {
          packages.add(ModelPackage.read(path));
        }
        continue;
      }
      for (RunDirectory run : at(path, besides)) {
        if (isNew(found, run.path(), "run", told)) {
          runs.add(run);
        }
      }
    }
    return new Entrants(runs, packages);
  }

  private static boolean isNew(Map<Path, Path> found, Path path, String kind, Consumer<String> told)
      throws IOException {
    @Nullable Path first = found.putIfAbsent(path.toRealPath(), path);
    if (first != null) {
      told.accept("note: %s is the same %s as %s and is taken once".formatted(path, kind, first));
    }
    return first == null;
  }

  private static List<RunDirectory> at(Path path, String besides) throws IOException {
    RunDirectory run = new RunDirectory(path);
    List<RunDirectory> found = run.exists() ? List.of(run) : inside(path);
    if (found.isEmpty()) {
      throw new IOException(
          path
              + (run.isRemains()
                  ? " has files of a run, but no run.json: restore it, or run the training's"
                      + " command again"
                  : Files.exists(path) ? " holds no run" : " does not exist")
              + ": a run is a directory that `nextvec train` made, with a run.json, and a model"
              + " package one that `nextvec export` made, with a config.json"
              + besides);
    }
    return found;
  }

  private static List<RunDirectory> inside(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.sorted().map(RunDirectory::new).filter(RunDirectory::exists).toList();
    }
  }

  /**
   * The runs, where only they will do.
   *
   * @param why what a package cannot be used for
   * @throws IllegalArgumentException if there is a package, naming it
   */
  public List<RunDirectory> requireRuns(String why) {
    if (!packages.isEmpty()) {
      throw new IllegalArgumentException(
          "`%s` is a model package: %s".formatted(packages.getFirst().path(), why));
    }
    return runs;
  }

  /** Where they are, runs first. */
  public List<Path> paths() {
    return Stream.concat(
            runs.stream().map(RunDirectory::path), packages.stream().map(ModelPackage::path))
        .toList();
  }

  /** What they are called in a table, runs first: a package never as a baseline is. */
  public List<String> names() {
    return RunNames.beside(
        runs.stream().map(RunDirectory::path).toList(),
        packages.stream().map(ModelPackage::path).toList());
  }
}
