package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.EvaluatedRun;
import dev.nextvec.internal.workflow.TrainingTask;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of networks that were trained. */
final class TrainedOutcome {
  private TrainedOutcome() {}

  /** Of runs that were not tested. */
  static Outcome untested(List<TrainingTask> tasks) {
    return untested(tasks, paths(tasks.stream().map(TrainingTask::run).toList()));
  }

  /**
   * The same.
   *
   * @param paths what to compare
   */
  static Outcome untested(List<TrainingTask> tasks, String paths) {
    return Outcome.done(
        () ->
            tasks.isEmpty()
                ? ""
                : "Test, and compare with the baselines: %s compare %s%n"
                    .formatted(CommandText.program(), paths),
        () -> json(tasks));
  }

  /** Of runs with their tests. */
  static Outcome tested(List<EvaluatedRun> runs) {
    return tested(runs, paths(runs.stream().map(EvaluatedRun::run).toList()));
  }

  /**
   * The same.
   *
   * @param paths what to compare
   */
  static Outcome tested(List<EvaluatedRun> runs, String paths) {
    return Outcome.done(() -> text(runs, paths), () -> testedJson(runs));
  }

  private static String paths(List<RunDirectory> runs) {
    return runs.stream()
        .map(run -> CommandText.quoted(run.path().toString()))
        .collect(Collectors.joining(" "));
  }

  private static ObjectNode json(List<TrainingTask> tasks) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode array = json.putArray("runs");
    tasks.forEach(
        task -> array.addObject().put("name", task.name()).put("path", task.path().toString()));
    return json;
  }

  private static String text(List<EvaluatedRun> runs, String paths) {
    if (runs.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (EvaluatedRun run : runs) {
      text.append(RunSummary.line(run)).append('\n');
    }
    runs.stream()
        .flatMap(run -> run.notes().stream())
        .distinct()
        .forEach(note -> text.append("Note: ").append(note).append('\n'));
    return text.append("Compare with the baselines: ")
        .append(CommandText.program())
        .append(" compare ")
        .append(paths)
        .append('\n')
        .toString();
  }

  private static ObjectNode testedJson(List<EvaluatedRun> runs) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode array = json.putArray("runs");
    for (EvaluatedRun run : runs) {
      ObjectNode each = RunSummary.json(run);
      run.notes().forEach(each.putArray("warnings")::add);
      array.add(each);
    }
    return json;
  }
}
