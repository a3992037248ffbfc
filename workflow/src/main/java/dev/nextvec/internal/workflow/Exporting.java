package dev.nextvec.internal.workflow;

import dev.nextvec.compare.BaselineComparison;
import dev.nextvec.compare.Comparison;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import dev.nextvec.internal.baseline.Baseline;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.export.ModelFacts;
import dev.nextvec.internal.onnx.Exportable;
import dev.nextvec.internal.onnx.Precision;
import dev.nextvec.internal.onnx.PrecisionTrial;
import dev.nextvec.internal.onnx.TrainedOn;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.ExportTarget.ExportFormat;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.recommend.Limits;
import dev.nextvec.recommend.Recommendation;
import dev.nextvec.recommend.Recommender;
import dev.nextvec.recommend.UseCase;
import dev.nextvec.run.RunInfo;
import dev.nextvec.stats.Verdict;
import dev.nextvec.workflow.LeakPolicy;
import dev.nextvec.workflow.SpeedSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Exports what runs and comparisons hold: a network, or a baseline, which is fitted as comparisons
 * fit it. What is exported is tested beside every baseline first, and says so on its card.
 */
public final class Exporting {
  private final Monitor monitor;
  private final Supplier<Engine> engine;
  private final Comparing comparing;
  private final RunTester tests;
  private final SpeedProbe probe;
  private final Optional<String> licence;

  /**
   * @param data the dataset of the runs; empty for the one that each names
   * @param licence of what is exported, where its owner says so
   */
  public Exporting(
      Monitor monitor,
      Supplier<Engine> engine,
      Optional<Path> data,
      SpeedSettings speed,
      LeakPolicy leaks,
      Optional<String> licence) {
    this.monitor = monitor;
    this.engine = engine;
    this.licence = licence;
    comparing = new Comparing(monitor, engine, data, speed, leaks);
    probe = SpeedProbe.ofNetworks(speed.seconds());
    tests = new RunTester(monitor, engine, data, probe);
  }

  /** Exports the network of a run. */
  public Exported network(RunDirectory run, ExportTarget target) throws IOException {
    return network(run, List.of(), target);
  }

  private Exported network(RunDirectory run, List<String> chosen, ExportTarget target)
      throws IOException {
    Comparing.Measured measured = comparing.measure(List.of(run));
    Evaluated tested = measured.models().getFirst();
    Comparison comparison = measured.quality(Verdict.MARGIN);
    String name = RunNames.of(List.of(run)).getFirst();
    return run.read(
        info -> {
          requireTested(run, tested, info);
          ModelFile model = ModelFile.read(run.model(info));
          TrainedOn trainedOn = TrainedOn.of(measured.dataset(), info, counts(run, info));
          ModelFacts facts =
              new ModelFacts(
                  name,
                  new Exportable.Network(model),
                  comparison,
                  trainedOn,
                  run.encoder(),
                  licence,
                  chosen);
          try (Predictor original = run.load(engine.get(), info)) {
            if (target.precision() == Precision.FLOAT32) {
              return target.write(facts, original);
            }
            try (Dataset dataset = tests.dataset(run)) {
              Split split = run.split(dataset.windows(info.architecture().contextLength()));
              return narrow(facts, original, dataset, split, target);
            }
          }
        });
  }

  private Exported narrow(
      ModelFacts facts, Predictor original, Dataset dataset, Split split, ExportTarget target)
      throws IOException {
    try (PrecisionTrial trial =
        PrecisionTrial.of(facts.name(), facts.model(), original, target.precision())) {
      PrecisionMeasuring test =
          new PrecisionMeasuring(dataset, split, engine.get(), probe, monitor);
      return target.write(test.of(facts, trial), original);
    }
  }

  /** The card's figures are of these weights, not of those of an epoch before. */
  private static void requireTested(RunDirectory run, Evaluated tested, RunInfo now)
      throws IOException {
    if (!tested.test().key().equals(RunEvaluation.key(run, now))) {
      throw new IOException(
          run.path() + " got better weights since it was tested: export it again");
    }
  }

  private Optional<TrainedOn.Counts> counts(RunDirectory run, RunInfo info) throws IOException {
    if (!tests.hasDataset(run)) {
      return Optional.empty();
    }
    try (Dataset dataset = tests.dataset(run)) {
      Split split = run.split(dataset.windows(info.architecture().contextLength()));
      return Optional.of(counts(dataset, split));
    }
  }

  private static TrainedOn.Counts counts(Dataset dataset, Split split) {
    return new TrainedOn.Counts(dataset.count(), dataset.documents().size(), split);
  }

  /**
   * Exports a baseline, fitted on the training windows of runs that share their split.
   *
   * @param name as tables have it
   */
  public Exported baseline(String name, List<RunDirectory> runs, ExportTarget target)
      throws IOException {
    return baseline(name, runs, List.of(), target);
  }

  private Exported baseline(
      String name, List<RunDirectory> runs, List<String> chosen, ExportTarget target)
      throws IOException {
    Comparison comparison = comparing.measure(runs).quality(Verdict.MARGIN);
    RunDirectory first = runs.getFirst();
    try (Dataset dataset = tests.dataset(first)) {
      Split split = first.split(dataset.windows(first.info().architecture().contextLength()));
      return baseline(name, dataset, split, comparison, chosen, target);
    }
  }

  /**
   * Exports a baseline of a dataset, without any run.
   *
   * @param name as tables have it
   */
  public Exported baseline(String name, Dataset dataset, Split split, ExportTarget target)
      throws IOException {
    monitor.log("test every baseline on " + dataset.path());
    Comparison comparison = BaselineComparison.of(dataset, split);
    return baseline(name, dataset, split, comparison, List.of(), target);
  }

  private Exported baseline(
      String name,
      Dataset dataset,
      Split split,
      Comparison comparison,
      List<String> chosen,
      ExportTarget target)
      throws IOException {
    Environment environment = engine.get().environment();
    try (Baseline fitted =
        Baselines.fit(name, dataset.windows(split.contextLength()), split, engine.get())) {
      Provenance provenance =
          new Provenance(
                  dataset.sha256(), split.sha256(), split.seed(), Baselines.SEED, environment)
              .encodedBy(dataset.encoder().map(EncoderFingerprint::shown));
      TrainedOn trainedOn =
          TrainedOn.fitted(RunNames.ofDataset(dataset.path()), provenance, counts(dataset, split));
      dataset.requireUnchanged();
      ModelFacts facts =
          new ModelFacts(
              name,
              new Exportable.Fitted(fitted),
              comparison,
              trainedOn,
              dataset.encoder(),
              licence,
              chosen);
      return target.precision() == Precision.FLOAT32
          ? target.write(facts, fitted)
          : narrow(facts, fitted, dataset, split, target);
    }
  }

  /**
   * Exports what is recommended for a purpose, network or baseline.
   *
   * @param give how far below the highest a cheaper model may be
   * @throws IllegalArgumentException if nothing is recommended for it, or several
   */
  public Exported recommended(
      List<RunDirectory> runs, UseCase useCase, Limits limits, double give, ExportTarget target)
      throws IOException {
    Comparison comparison = comparing.measure(runs).comparison(Verdict.MARGIN);
    Recommendation answer =
        Recommender.of(comparison, limits, give).stream()
            .filter(each -> each.useCase() == useCase)
            .findFirst()
            .orElseThrow();
    if (answer.models().size() != 1) {
      throw new IllegalArgumentException(
          "for %s the recommendation is %s, so there is no one model to export: %s"
              .formatted(useCase.label(), answer.headline(), String.join(" ", answer.reasons())));
    }
    String name = answer.models().getFirst();
    List<String> chosen =
        List.of("recommended for " + useCase.label() + ".", answer.reasons().getFirst());
    monitor.log("recommended for %s: %s".formatted(useCase.label(), answer.headline()));
    Optional<RunDirectory> network = run(runs, comparison, name);
    return network.isPresent()
        ? network(network.get(), chosen, target)
        : baseline(name, runs, chosen, target);
  }

  /** The run of a row; of several seeds that share it, the lowest. */
  private static Optional<RunDirectory> run(
      List<RunDirectory> runs, Comparison comparison, String row) {
    String first =
        comparison.rows().stream()
            .filter(each -> each.name().equals(row) && each.isNetwork())
            .map(each -> each.run().name())
            .findFirst()
            .orElse("");
    int at = RunNames.of(runs).indexOf(first);
    return at < 0 ? Optional.empty() : Optional.of(runs.get(at));
  }

  /**
   * What was exported.
   *
   * @param facts what is known of the model
   * @param format what was written
   * @param path the package, or the file
   * @param files everything that was written
   * @param bytes of them together
   */
  public record Exported(
      ModelFacts facts, ExportFormat format, Path path, List<Path> files, long bytes) {
    static Exported of(ModelFacts facts, ExportFormat format, Path path, List<Path> files)
        throws IOException {
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      return new Exported(facts, format, path, List.copyOf(files), bytes);
    }
  }
}
