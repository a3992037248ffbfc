package dev.nextvec.internal.compare;

import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResult.RowKind;
import dev.nextvec.eval.Speed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What must be known of the speeds in one table. */
public final class SpeedNotes {
  private SpeedNotes() {}

  /** A sentence each. */
  public static List<String> of(List<RunResult> rows) {
    List<String> notes = new ArrayList<>(disturbed(rows));
    notes.addAll(severalEngines(rows));
    return notes;
  }

  /** That the speed of rows is not theirs alone, if it is not. */
  private static List<String> disturbed(List<RunResult> rows) {
    List<RunResult> disturbed =
        rows.stream().filter(row -> row.speed().filter(Speed::isDisturbed).isPresent()).toList();
    return disturbed.isEmpty()
        ? List.of()
        : List.of(
            "The speed of %s was measured while the machine was busy (%s: %s) and may be too slow. The next `compare` or `evaluate` on a quiet machine measures it again."
                .formatted(
                    disturbed.size() == rows.size()
                        ? "all rows"
                        : disturbed.stream().map(RunResult::name).collect(Collectors.joining(", ")),
                    disturbed.getFirst().name(),
                    disturbed
                        .getFirst()
                        .speed()
                        .orElseThrow()
                        .conditions()
                        .orElseThrow()
                        .inWords()));
  }

  /** That networks were not timed on the same engine, if they were not. */
  private static List<String> severalEngines(List<RunResult> rows) {
    Map<String, List<String>> byEngine = new TreeMap<>();
    for (RunResult row : rows) {
      if (row.kind() != RowKind.BASELINE) {
        row.speed()
            .flatMap(Speed::engine)
            .ifPresent(
                engine -> byEngine.computeIfAbsent(engine, e -> new ArrayList<>()).add(row.name()));
      }
    }
    return byEngine.size() < 2
        ? List.of()
        : List.of(
            "Speed was measured on several engines, which differ in it: %s."
                .formatted(
                    byEngine.entrySet().stream()
                        .map(e -> "%s on %s".formatted(String.join(", ", e.getValue()), e.getKey()))
                        .collect(Collectors.joining("; "))));
  }
}
