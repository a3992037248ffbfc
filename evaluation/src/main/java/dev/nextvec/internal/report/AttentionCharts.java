package dev.nextvec.internal.report;

import dev.nextvec.internal.diagnose.Attention;
import dev.nextvec.internal.diagnose.Curve;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.report.LinePlot.Series;
import dev.nextvec.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a model looks, and how far each position moves its prediction. */
final class AttentionCharts {
  private AttentionCharts() {}

  /** Mean attention by position; absent for an architecture without. */
  static Optional<Chart> weights(Diagnosis diagnosis) {
    return diagnosis.attention().map(attention -> weights(diagnosis, attention));
  }

  private static Chart weights(Diagnosis diagnosis, Attention attention) {
    List<Series> lines = new ArrayList<>();
    for (int g = 0; g < attention.weights().size(); g++) {
      Curve curve = attention.weights().get(g);
      lines.add(new Series(shortName(g), "s" + g, g > 0, curve.points()));
    }
    LinePlot plot =
        new LinePlot("Attention by position", positions(diagnosis.contextLength()), lines, true);
    return new Chart(
        "attention",
        "Attention: where does %s look?".formatted(diagnosis.name()),
        "Mean weight of each position over the test windows, and over the fifths with least and"
            + " most topic shift: ahead, to the target, which no model can see, and inside the"
            + " context, which it can.",
        plot.draw("attention", "Mean weight by position in the context.", 0, -1, -1, "position"),
        Optional.of(DiagnosisTables.attention(diagnosis)));
  }

  private static String shortName(int group) {
    return List.of("all", "calm ahead", "shift ahead", "calm inside", "shift inside").get(group);
  }

  /** How far the prediction turns without each chunk; absent for a context of one. */
  static Optional<Chart> influence(List<Diagnosis> diagnoses) {
    Diagnosis first = diagnoses.get(0);
    if (first.order().changes().isEmpty()) {
      return Optional.empty();
    }
    ModelColours colours = new ModelColours(diagnoses);
    List<Series> lines = new ArrayList<>();
    for (Diagnosis diagnosis : diagnoses) {
      lines.add(
          new Series(
              diagnosis.name(),
              colours.of(diagnosis),
              false,
              drops(diagnosis, diagnosis.order().turns())));
    }
    LinePlot plot =
        new LinePlot("Influence by position", positions(first.contextLength()), lines, true);
    return Optional.of(
        new Chart(
            "influence",
            "Influence: how far does each chunk move the prediction?",
            "1 \u2212 cosine between the predictions with a chunk and with the mean of the others"
                + " in its place. It says how much the model uses a position, not whether that"
                + " helps: for that see what dropping it costs.",
            plot.draw(
                "influence", "Turn of the prediction by position.", 0, -1, -1, "chunk left out"),
            Optional.of(DiagnosisTables.order(first))));
  }

  private static List<Estimate> drops(Diagnosis diagnosis, Curve curve) {
    int from = diagnosis.order().firstDrop();
    return curve.points().subList(from, from + diagnosis.contextLength());
  }

  private static List<String> positions(int n) {
    return Places.context(n).stream().map(name -> name.replace(' ', '\n')).toList();
  }
}
