package dev.nextvec.compare;

import dev.nextvec.internal.wording.TwoSided;
import dev.nextvec.provenance.Environment;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Need;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a reader must know before trusting a table. */
final class Warnings {
  private Warnings() {}

  /**
   * What there is to say.
   *
   * @param acrossFolds whether the history of each result is that of the first fold's model
   */
  static List<String> of(List<RunResult> results, boolean acrossFolds) {
    String where = acrossFolds ? "Fold 1: " : "";
    List<String> warnings = new ArrayList<>();
    fewDocuments(results.get(0).scores().documentCount()).ifPresent(warnings::add);
    otherMachine(results).ifPresent(warnings::add);
    for (RunResult result : results) {
      result.unfinished().map(run -> where + run.sentence(result.name())).ifPresent(warnings::add);
    }
    results.stream()
        .filter(result -> result.bestEpoch().filter(best -> !best.isTrained()).isPresent())
        .map(
            result ->
                where
                    + "`%s` was best before any training, in epoch 0: its row shows what it starts as, which no epoch improved on the validation windows."
                        .formatted(result.name()))
        .forEach(warnings::add);
    results.stream()
        .filter(result -> result.facts().twoSided())
        .map(result -> TwoSided.figures(result.name()))
        .forEach(warnings::add);
    narrow(results).ifPresent(warnings::add);
    results.stream().flatMap(result -> apart(result).stream()).forEach(warnings::add);
    improving(results).map(text -> where + text).ifPresent(warnings::add);
    sameSeed(results).ifPresent(warnings::add);
    return warnings;
  }

  private static Optional<String> fewDocuments(int documents) {
    String few = "The test split has only " + Figures.counted(documents, "document");
    if (documents < Bootstrap.FEWEST_DOCUMENTS) {
      return Optional.of(few + ": too few for intervals, so no difference can be judged.");
    }
    return documents < Need.FEW_DOCUMENTS
        ? Optional.of(few + ": intervals are wide, and a different split may change the order.")
        : Optional.empty();
  }

  private static Optional<String> otherMachine(List<RunResult> results) {
    Environment first = results.get(0).provenance().environment();
    for (RunResult result : results) {
      Environment other = result.provenance().environment();
      if (!first.machine().equals(other.machine()) || !first.device().equals(other.device())) {
        return Optional.of(
            "`%s` was measured on %s (%s), `%s` on %s (%s): times cannot be compared."
                .formatted(
                    results.get(0).name(),
                    first.machine(),
                    first.device(),
                    result.name(),
                    other.machine(),
                    other.device()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> narrow(List<RunResult> results) {
    List<String> names =
        results.stream()
            .filter(result -> result.recipe().filter(Warnings::isNarrow).isPresent())
            .map(result -> "`%s`".formatted(result.name()))
            .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s learned with products in bfloat16; like all others, %s tested in float32."
                .formatted(String.join(", ", names), names.size() == 1 ? "it is" : "they are"));
  }

  private static boolean isNarrow(Recipe recipe) {
    return switch (recipe.config().precision()) {
      case FLOAT32 -> false;
      case BFLOAT16 -> true;
    };
  }

  private static Optional<String> apart(RunResult result) {
    return result
        .recipe()
        .flatMap(recipe -> recipe.config().localSteps())
        .map(
            local ->
                "`%s` was trained by %d workers that took the mean of their weights after %d steps each: another number of workers gives another model."
                    .formatted(result.name(), local.workers(), local.steps()));
  }

  private static Optional<String> improving(List<RunResult> results) {
    List<String> names =
        results.stream()
            .filter(Warnings::improving)
            .map(result -> "`%s`".formatted(result.name()))
            .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s %s still improving in the last epoch: train longer before ruling %s out."
                .formatted(
                    String.join(", ", names),
                    names.size() == 1 ? "was" : "were",
                    names.size() == 1 ? "it" : "them"));
  }

  /** A schedule that ends at a rate of zero is meant to end at its best. */
  private static boolean improving(RunResult result) {
    List<EpochRecord> history = result.history();
    if (history.size() < 2) {
      return false;
    }
    EpochRecord last = history.get(history.size() - 1);
    double highest = history.stream().mapToDouble(EpochRecord::learningRate).max().orElse(0);
    return result.unfinished().isEmpty()
        && result.bestEpoch().orElseThrow().epoch() == last.epoch()
        && last.learningRate() > 0.01 * highest;
  }

  private static Optional<String> sameSeed(List<RunResult> results) {
    Map<Map.Entry<Recipe, Long>, RunResult> known = new HashMap<>();
    for (RunResult result : results) {
      if (result.recipe().isPresent()) {
        long seed = result.provenance().seed();
        RunResult before = known.put(Map.entry(result.recipe().get(), seed), result);
        if (before != null) {
          return Optional.of(
              "`%s` and `%s` have the same settings and the same seed, %d, so runs with these settings have rows of their own: leave one out to see their seeds as one row."
                  .formatted(before.name(), result.name(), seed));
        }
      }
    }
    return Optional.empty();
  }
}
