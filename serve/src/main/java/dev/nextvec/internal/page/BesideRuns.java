package dev.nextvec.internal.page;

import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.compare.RunResult;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.compare.StoredComparison;
import dev.nextvec.internal.compare.TestedPackage;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.file.FileStamp;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.onnx.PackageSplit;
import dev.nextvec.internal.onnx.PackagedModel;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.retrieval.OpenedIndex;
import dev.nextvec.internal.retrieval.RetrievalResult;
import dev.nextvec.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Model packages and an index that stand beside runs: what was measured of them on the runs' own
 * test windows already, by the rules of {@code compare}. Nothing is measured.
 */
public record BesideRuns(List<Path> packages, Optional<Path> index) {
  /** Nothing. */
  public static final BesideRuns NOTHING = new BesideRuns(List.of(), Optional.empty());

  public BesideRuns {
    packages = packages.stream().distinct().toList(); // served twice, it is one row
  }

  /**
   * Why something is not shown.
   *
   * @param why goes on after its name
   */
  record Lacking(Path path, String why) {}

  /** What stands beside, and what does not. */
  record Found(StoredComparison.Beside beside, List<Lacking> lacking) {}

  /** Changes when one of their files does. */
  String stamp() {
    StringBuilder stamp = new StringBuilder();
    Stream.concat(packages.stream(), index.stream()).forEach(each -> stamp(each, stamp));
    return stamp.toString();
  }

  private static void stamp(Path folder, StringBuilder into) {
    into.append('\n').append(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        into.append(' ').append(FileStamp.of(file));
      }
    } catch (IOException e) {
      into.append(" -");
    }
  }

  /** What a table calls a group of runs, and then the packages: as {@code compare} does. */
  List<String> names(RunFolder.Group group) {
    return RunNames.beside(group.runs().stream().map(each -> each.run().path()).toList(), packages);
  }

  /** Of a group of runs. */
  Found of(RunFolder.Group group, ResultCache results) {
    List<String> all = names(group);
    List<String> names = all.subList(group.runs().size(), all.size());
    List<Lacking> lacking = new ArrayList<>();
    Map<String, TestedPackage> tested = new LinkedHashMap<>();
    for (int i = 0; i < packages.size(); i++) {
      Path each = packages.get(i);
      String name = names.get(i);
      try {
        read(each, group, results)
            .ifPresentOrElse(
                found -> tested.put(name, found),
                () -> lacking.add(new Lacking(each, "was not tested on these windows yet")));
      } catch (IOException | IllegalArgumentException e) {
        lacking.add(new Lacking(each, "is not compared: " + e.getMessage()));
      }
    }
    return new Found(beside(tested, search(group, lacking)), lacking);
  }

  private static Optional<TestedPackage> read(Path path, RunFolder.Group group, ResultCache results)
      throws IOException {
    Provenance of = group.runs().getFirst().info().provenance();
    ModelPackage found = ModelPackage.read(path);
    PackageSplit own = found.split();
    boolean data = own.datasetSha256().equals(of.datasetSha256());
    if (!data || !own.splitSha256().equals(of.splitSha256())) {
      throw new IllegalArgumentException(
          "it learned from another %s than these runs".formatted(data ? "split" : "dataset"));
    }
    Optional<TestResult> test =
        TestedPackage.stored(
            found.sha256(), kept(group, of), of.datasetSha256(), of.splitSha256(), results);
    if (test.isEmpty()) {
      return Optional.empty();
    }
    PackagedModel weights = found.model();
    return Optional.of(
        new TestedPackage(
            weights.architecture(), weights.twoSided(), found.config().precision(), test.get()));
  }

  private static Path kept(RunFolder.Group group, Provenance of) {
    return Baselines.directory(Baselines.cache(group.runs().getFirst().run().path()), of);
  }

  private Optional<CorpusSearch> search(RunFolder.Group group, List<Lacking> lacking) {
    if (index.isEmpty()) {
      return Optional.empty();
    }
    Provenance of = group.runs().getFirst().info().provenance();
    try (OpenedIndex opened = OpenedIndex.open(index.get())) {
      if (!opened.manifest().source().sha256().equals(of.datasetSha256())) {
        throw new IllegalArgumentException("it was made of another dataset than these runs");
      }
      Optional<CorpusSearch> found =
          opened
              .measured()
              .filter(result -> result.basis().split().equals(of.splitSha256()))
              .map((RetrievalResult result) -> result.table(RunNames.ofDataset(index.get())));
      if (found.isEmpty()) {
        lacking.add(new Lacking(index.get(), "was not measured on these test documents yet"));
      }
      return found;
    } catch (IOException | IllegalArgumentException e) {
      lacking.add(new Lacking(index.get(), "is not compared: " + e.getMessage()));
      return Optional.empty();
    }
  }

  private static StoredComparison.Beside beside(
      Map<String, TestedPackage> tested, Optional<CorpusSearch> search) {
    List<String> names = List.copyOf(tested.keySet());
    List<RunResult> rows = new ArrayList<>();
    List<String> batches = new ArrayList<>();
    tested.forEach(
        (name, each) -> {
          rows.add(each.row(name));
          each.inBatches(name).ifPresent(batches::add);
        });
    boolean none = names.isEmpty();
    return new StoredComparison.Beside(
        rows,
        none ? List.of() : List.of(TestedPackage.unitLength(names)),
        batches,
        none ? List.of() : List.of(TestedPackage.untold(names)),
        search);
  }
}
