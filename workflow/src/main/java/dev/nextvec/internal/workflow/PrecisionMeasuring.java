package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResults;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.Measuring;
import dev.nextvec.internal.eval.NarrowGain;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.export.ModelFacts;
import dev.nextvec.internal.export.PrecisionCost;
import dev.nextvec.internal.onnx.Exportable;
import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.onnx.PrecisionTrial;
import dev.nextvec.model.Cost;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Provenance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Measures on the test windows what storing a model in fewer bits costs and gains: it becomes a row
 * of its own beside the model as it was and every baseline.
 */
record PrecisionMeasuring(
    Dataset dataset, Split split, Engine engine, SpeedProbe probe, Monitor monitor) {

  /** What is known of a model, for the same in fewer bits. */
  ModelFacts of(ModelFacts facts, PrecisionTrial trial) throws IOException {
    String name = facts.name() + " " + trial.report().precision().key();
    Windows windows = dataset.windows(split.contextLength());
    NarrowGain gain =
        NarrowGain.of(
            trial.narrow(),
            trial.float32(),
            windows,
            split.test(),
            probe,
            ModelPackage.environment());
    Speed speed = probe.measure(trial.narrow(), windows, split.test(), ModelPackage.environment());
    RunResult result = result(name, facts, trial, windows, speed);
    dataset.requireUnchanged();
    Comparison wide = beside(facts.comparison(), result);
    Row own = row(wide, name);
    Row float32 = row(wide, facts.name());
    PrecisionCost cost =
        new PrecisionCost(
            trial.report(), own, float32, wide.between(name, facts.name()).orElseThrow(), gain);
    return facts.narrowed(name, wide, cost);
  }

  private RunResult result(
      String name, ModelFacts facts, PrecisionTrial trial, Windows windows, Speed speed) {
    try (Monitor.Work work = monitor.begin("test " + name, "windows")) {
      double validation =
          Measuring.validationCosine(trial.narrow(), windows, split, (done, all) -> {});
      Measuring.Tested tested =
          Measuring.test(
              trial.narrow(),
              windows,
              split.test(),
              MeanVector.fit(windows, split.train()).mean(),
              engine,
              facts.row().run().retrieval(),
              work);
      TestResult test = test(name, facts, trial, tested, validation, speed);
      return switch (facts.model()) {
        case Exportable.Network network ->
            RunResults.packaged(
                name, network.model().architecture(), network.candidates().isPresent(), test);
        case Exportable.Fitted fitted -> RunResults.packaged(name, test);
      };
    }
  }

  private TestResult test(
      String name,
      ModelFacts facts,
      PrecisionTrial trial,
      Measuring.Tested tested,
      double validation,
      Speed speed) {
    Cost cost = facts.row().knownCost();
    return new TestResult(
        name,
        name,
        Provenance.of(
            dataset, split, facts.trainedOn().provenance().seed(), ModelPackage.environment()),
        tested.scores(),
        tested.retrieval(),
        tested.linearAverage(),
        OptionalDouble.of(validation),
        new Cost(cost.parameters(), cost.flops(), trial.report().bytes(), cost.activationBytes()),
        Optional.of(speed),
        0);
  }

  private static Comparison beside(Comparison base, RunResult more) {
    List<RunResult> all = new ArrayList<>();
    base.rows().forEach(row -> all.addAll(row.group().runs()));
    all.add(more);
    Comparison wide = Comparison.of(base.dataset(), all, base.bootstrap(), base.margin());
    List<String> warnings =
        base.warnings().stream().filter(line -> !wide.warnings().contains(line)).toList();
    return wide.withWarnings(warnings).withStanding(base.standing());
  }

  private static Row row(Comparison comparison, String name) {
    return comparison.rows().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
