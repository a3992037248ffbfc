package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.workflow.FailedTraining;
import java.util.List;

/** What a sweep has to say: its runs, and which of them failed and why. */
final class SweepOutcome {
  private SweepOutcome() {}

  /**
   * Adds the runs that failed.
   *
   * @param others what is said of those that did not
   */
  static Outcome with(List<FailedTraining> failed, Outcome others) {
    if (failed.isEmpty()) {
      return others;
    }
    return new Outcome(
        Invocation.FAILED,
        () -> others.text().get() + text(failed),
        () -> {
          ObjectNode json = (ObjectNode) others.json().get();
          ArrayNode array = json.putArray("failed");
          failed.forEach(each -> add(array.addObject(), each));
          return json;
        });
  }

  private static String text(List<FailedTraining> failed) {
    StringBuilder text = new StringBuilder();
    for (FailedTraining each : failed) {
      text.append("Failed: ").append(each.task().name()).append(": ");
      text.append(FailureLine.of(each.why())).append('\n');
    }
    return text.append(
            failed.size() == 1
                ? "1 run failed; the same command tries it again, and no other\n"
                : "%d runs failed; the same command tries them again, and no others%n"
                    .formatted(failed.size()))
        .toString();
  }

  private static void add(ObjectNode json, FailedTraining failed) {
    json.put("name", failed.task().name()).put("path", failed.task().path().toString());
    json.put("error", FailureLine.of(failed.why()));
  }
}
