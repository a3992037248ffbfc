package dev.nextvec.internal.workflow;

import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResults;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.onnx.PackagedModel;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.wording.TwoSided;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model package and what its test gave.
 *
 * @param source the package
 * @param weights what it is
 * @param dataset what a person calls the data of the test
 * @param test its result on the test windows
 * @param leaks what the check of the split found
 */
public record EvaluatedPackage(
    ModelPackage source, PackagedModel weights, String dataset, TestResult test, Passed leaks)
    implements Evaluated {

  /** The same with another result. */
  EvaluatedPackage with(TestResult other) {
    return new EvaluatedPackage(source, weights, dataset, other, leaks);
  }

  /** The same with what the check of its split found. */
  EvaluatedPackage with(Passed found) {
    return new EvaluatedPackage(source, weights, dataset, test, found);
  }

  @Override
  public Path path() {
    return source.path();
  }

  @Override
  public String name() {
    return RunNames.ofPaths(List.of(path())).getFirst();
  }

  @Override
  public String model() {
    return weights.name();
  }

  @Override
  public List<String> marks() {
    return leaks.marks();
  }

  @Override
  public List<String> notes() {
    List<String> own = List.of(name());
    return Stream.of(
            Stream.of(untold(own), unitLength(own)),
            weights.twoSided() ? Stream.of(TwoSided.figures(name())) : Stream.<String>empty(),
            inBatches().stream(),
            leaks.notes().stream())
        .flatMap(notes -> notes)
        .toList();
  }

  /** That no check can say what packages learned from. */
  static String untold(List<String> names) {
    return names.size() == 1
        ? "%s is a model package: what it learned from is only what it says, so it may have seen the test documents."
            .formatted(listed(names))
        : "%s are model packages: what they learned from is only what they say, so they may have seen the test documents."
            .formatted(listed(names));
  }

  /** What figures of a graph are that scales what it computes with by the largest in a batch. */
  Optional<String> inBatches() {
    return source.config().precision().equals("int8")
        ? Optional.of(
            "`%s` stores matrices as int8, so a prediction depends on the others in its batch: its figures are those of batches of 64."
                .formatted(name()))
        : Optional.empty();
  }

  /** Which of their figures stand beside those of runs with another meaning. */
  static String unitLength(List<String> names) {
    return "A package gives predictions of unit length: the raw MSE and skill of %s are of those; beside runs, compare the normalised ones."
        .formatted(listed(names));
  }

  private static String listed(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  @Override
  public RunResult row(String named) {
    return weights
        .architecture()
        .map(architecture -> RunResults.packaged(named, architecture, weights.twoSided(), test))
        .orElseGet(() -> RunResults.packaged(named, test));
  }
}
