package dev.nextvec.internal.workflow;

import dev.nextvec.compare.RunResult;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.compare.TestedPackage;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.onnx.PackagedModel;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.wording.TwoSided;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
            Stream.of(TestedPackage.untold(own), TestedPackage.unitLength(own)),
            weights.twoSided() ? Stream.of(TwoSided.figures(name())) : Stream.<String>empty(),
            inBatches().stream(),
            leaks.notes().stream())
        .flatMap(notes -> notes)
        .toList();
  }

  /** What figures of a graph are that scales what it computes with by the largest in a batch. */
  Optional<String> inBatches() {
    return tested().inBatches(name());
  }

  private TestedPackage tested() {
    return new TestedPackage(
        weights.architecture(), weights.twoSided(), source.config().precision(), test);
  }

  @Override
  public RunResult row(String named) {
    return tested().row(named);
  }
}
