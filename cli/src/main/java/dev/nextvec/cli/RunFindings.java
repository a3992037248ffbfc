package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.DiagnosisJson;
import dev.nextvec.internal.report.DiagnosisReport;
import dev.nextvec.internal.workflow.Evaluated;
import dev.nextvec.internal.workflow.NarrowPredictions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code evaluate} found of runs and model packages. The lists that were asked for are in the
 * order of {@code tested}; others are empty.
 *
 * @param tested their tests
 * @param narrow what another precision costs each and gains it
 * @param diagnoses why each scores as it does
 * @param saved where its predictions are
 */
record RunFindings(
    List<Evaluated> tested,
    List<NarrowPredictions.Measured> narrow,
    List<Diagnosis> diagnoses,
    List<Path> saved) {
  RunFindings {
    tested = List.copyOf(tested);
    narrow = List.copyOf(narrow);
    diagnoses = List.copyOf(diagnoses);
    saved = List.copyOf(saved);
  }

  /** Curves of different rows in one picture would be compared, and must not be. */
  static void requireSameRows(List<Evaluated> tested) {
    for (Evaluated run : tested) {
      String rows = run.test().provenance().splitSha256();
      if (!rows.equals(tested.getFirst().test().provenance().splitSha256())) {
        throw new IllegalArgumentException(
            "`%s` and `%s` were tested on different rows: write a page for each with --html"
                .formatted(tested.getFirst().path(), run.path()));
      }
    }
  }

  /** The diagnoses as one page. */
  String page() {
    List<String> notes =
        tested.stream()
            .flatMap(run -> Stream.concat(run.marks().stream(), run.notes().stream()))
            .distinct()
            .toList();
    return DiagnosisReport.html(tested.getFirst().dataset(), diagnoses, notes);
  }

  String text(Console console) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < tested.size(); i++) {
      parts.add(RunSummary.details(tested.get(i), console.outColumns()));
      tested.get(i).notes().forEach(note -> parts.add("Note: " + note + "\n"));
      if (!narrow.isEmpty()) {
        parts.add(NarrowText.lines(narrow.get(i)));
      }
      if (!saved.isEmpty()) {
        parts.add("Predictions: " + saved.get(i) + "\n");
      }
      if (!diagnoses.isEmpty()) {
        parts.add(
            DiagnosisReport.text(
                diagnoses.get(i), List.of(), console.outColumns(), console.outHasColours()));
      }
    }
    return String.join("\n", parts);
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode array = json.putArray("runs");
    for (int i = 0; i < tested.size(); i++) {
      ObjectNode run = RunSummary.json(tested.get(i));
      run.set("summary", RunSummary.summary(tested.get(i)));
      tested.get(i).notes().forEach(run.putArray("warnings")::add);
      if (!narrow.isEmpty()) {
        run.set("predicting_narrow", NarrowText.json(narrow.get(i)));
      }
      if (!saved.isEmpty()) {
        run.put("predictions", saved.get(i).toString());
      }
      if (!diagnoses.isEmpty()) {
        run.set("diagnosis", DiagnosisJson.write(diagnoses.get(i)));
      }
      array.add(run);
    }
    return json;
  }
}
