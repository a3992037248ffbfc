package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.eval.Evaluator;
import dev.nextvec.internal.eval.Measuring;
import dev.nextvec.internal.eval.SplitGap;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Networks whose own figures tell that their test was not new to them, see {@link SplitGap}. */
final class SplitGaps {
  private static final int BATCH = 256;

  private SplitGaps() {}

  /**
   * What there is to say of models that were tested on their own split. Of packages there is
   * nothing: their validation cosine was measured where they were trained, if at all.
   *
   * @param names of the models, in their order
   * @param baselines on the same windows
   * @param networks how many are shown together, on these windows or others
   */
  static List<String> warnings(
      List<? extends Evaluated> models,
      List<String> names,
      List<TestResult> baselines,
      int networks)
      throws IOException {
    TestResult average =
        baselines.stream()
            .filter(result -> result.name().equals(LinearAverage.NAME))
            .findFirst()
            .orElseThrow();
    List<String> warnings = new ArrayList<>();
    if (average.validationCosine().isPresent()) {
      double validation = average.validationCosine().getAsDouble();
      for (int i = 0; i < models.size(); i++) {
        String name = names.get(i);
        Optional<String> warning =
            switch (models.get(i)) {
              case EvaluatedRun run ->
                  SplitGap.warning(
                      name, run.run(), run.test(), average.scores(), validation, networks);
              case EvaluatedPackage unknown -> Optional.empty();
            };
        warning.ifPresent(warnings::add);
      }
    }
    return warnings;
  }

  /** What there is to say of one run, where nothing is known of any baseline. */
  static Optional<String> warning(EvaluatedRun run, Dataset dataset, int networks)
      throws IOException {
    Windows windows = dataset.windows(run.info().architecture().contextLength());
    Split split = run.run().split(windows);
    LinearAverage average = new LinearAverage(windows.contextLength(), windows.dimension());
    return SplitGap.warning(
        run.run().name(),
        run.run(),
        run.test(),
        Evaluator.evaluate(average, windows, split.test(), BATCH),
        Measuring.validationCosine(average, windows, split, Progress.none()),
        networks);
  }
}
