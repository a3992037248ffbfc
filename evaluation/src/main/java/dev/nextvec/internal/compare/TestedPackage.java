package dev.nextvec.internal.compare;

import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResults;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.eval.StoredTests;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.model.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The result of a model package on the test windows of a split: how it is kept, its row in a table,
 * and what must be said of it there.
 *
 * @param architecture of its network; absent for a baseline
 * @param twoSided whether its predictions are compared with mapped chunks
 * @param precision how its graph stores matrices, as the package says it
 * @param test its result
 */
public record TestedPackage(
    Optional<Architecture> architecture, boolean twoSided, String precision, TestResult test) {

  /**
   * What is there of an earlier test.
   *
   * @param sha256 hash of the graph
   * @param directory where results on the split are kept
   */
  public static Optional<TestResult> stored(
      String sha256, Path directory, String datasetSha256, String splitSha256, ResultCache results)
      throws IOException {
    return StoredTests.read(
        results, folder(sha256, directory), key(sha256, datasetSha256, splitSha256));
  }

  /** What tells results apart: the graph, and the rows it was tested on. */
  public static String key(String sha256, String datasetSha256, String splitSha256) {
    return new Sha256()
        .addPlain("package-1 " + sha256)
        .addPlain(" " + datasetSha256 + " " + splitSha256)
        .hex();
  }

  /** Where the result of a package is kept, beside others on the same split. */
  public static Path folder(String sha256, Path directory) {
    return directory.resolve("packages").resolve(sha256.substring(0, 16));
  }

  /**
   * Its row in a table.
   *
   * @param named what the table calls it
   */
  public RunResult row(String named) {
    return architecture
        .map(network -> RunResults.packaged(named, network, twoSided, test))
        .orElseGet(() -> RunResults.packaged(named, test));
  }

  /**
   * What figures of a graph are that scales what it computes with by the largest in a batch.
   *
   * @param named what the table calls it
   */
  public Optional<String> inBatches(String named) {
    return precision.equals("int8")
        ? Optional.of(
            "`%s` stores matrices as int8, so a prediction depends on the others in its batch: its figures are those of batches of 64."
                .formatted(named))
        : Optional.empty();
  }

  /** That no check can say what packages learned from. */
  public static String untold(List<String> names) {
    return names.size() == 1
        ? "%s is a model package: what it learned from is only what it says, so it may have seen the test documents."
            .formatted(listed(names))
        : "%s are model packages: what they learned from is only what they say, so they may have seen the test documents."
            .formatted(listed(names));
  }

  /** Which of their figures stand beside those of runs with another meaning. */
  public static String unitLength(List<String> names) {
    return "A package gives predictions of unit length: the raw MSE and skill of %s are of those; beside runs, compare the normalised ones."
        .formatted(listed(names));
  }

  private static String listed(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
