package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.diagnose.Example;
import dev.nextvec.internal.diagnose.Explanation;
import dev.nextvec.internal.diagnose.Influence;
import java.util.List;
import java.util.Locale;

/** Windows with their text, as HTML and for the terminal. */
final class Examples {
  private static final int TERMINAL_TEXT = 200;

  private Examples() {}

  /** Document, chunk and cosines in one line. */
  static String title(Example example) {
    String document = example.title().isBlank() ? example.document() : example.title();
    return "%s, chunk %d (window %d): cosine %s, linear average %s"
        .formatted(
            document,
            example.chunk(),
            example.window(),
            Figures.cosine(example.cosine()),
            Figures.cosine(example.averageCosine()));
  }

  /** A window folded away under its title. */
  static String folded(Example example) {
    StringBuilder out = new StringBuilder("<details><summary>");
    out.append(Html.escape(title(example))).append("</summary><ol class=\"chunks\">");
    List<String> texts = example.texts();
    int n = texts.size() - 1;
    for (int k = 0; k <= n; k++) {
      chunk(out, Places.named(k + 1 - n, n), texts.get(k), "", k == n);
    }
    if (texts.isEmpty()) {
      chunk(out, "", "This dataset has no texts.", "", false);
    }
    return out.append("</ol></details>").toString();
  }

  /** Every chunk of a window with what it does for the prediction. */
  static String explained(Explanation explanation, String style) {
    StringBuilder out = new StringBuilder("<ol class=\"chunks ").append(style).append("\">");
    List<String> texts = explanation.example().texts();
    int n = Math.max(explanation.influence().size(), explanation.weights().size());
    double weight = explanation.weights().stream().mapToDouble(Math::abs).max().orElse(1);
    double turn = explanation.influence().stream().mapToDouble(Influence::turn).max().orElse(1);
    for (int k = 0; k < n; k++) {
      StringBuilder meters = new StringBuilder();
      if (!explanation.weights().isEmpty()) {
        double value = explanation.weights().get(k);
        meters.append(meter("attention", value, Math.abs(value) / weight, two(value)));
      }
      if (!explanation.influence().isEmpty()) {
        Influence each = explanation.influence().get(k);
        meters.append(meter("turn", each.turn(), each.turn() / turn, Figures.cosine(each.turn())));
        meters.append("<span class=\"meter\"><em>loss</em><b></b><i>");
        meters.append(Figures.difference(each.loss())).append("</i></span>");
      }
      String text = texts.isEmpty() ? "" : texts.get(k);
      chunk(out, Places.named(k + 1 - n, n), text, meters.toString(), false);
    }
    if (!texts.isEmpty()) {
      chunk(out, Places.named(1, n), texts.getLast(), "", true);
    }
    return out.append("</ol>").toString();
  }

  private static void chunk(
      StringBuilder out, String place, String text, String meters, boolean target) {
    out.append(target ? "<li class=\"target\">" : "<li>");
    out.append("<div class=\"place\"><strong>").append(Html.escape(place)).append("</strong>");
    out.append(meters).append("</div><p>").append(Html.escape(text)).append("</p></li>");
  }

  private static String meter(String name, double value, double share, String figure) {
    return "<span class=\"meter\"><em>%s</em><b%s><span style=\"width:%s%%\"></span></b><i>%s</i></span>"
        .formatted(
            name,
            value < 0 ? " class=\"negative\"" : "",
            String.format(Locale.ROOT, "%.1f", 100 * Math.clamp(share, 0, 1)),
            figure);
  }

  private static String two(double value) {
    return Figures.cosine(value);
  }

  /** A window for the terminal, its texts shortened. */
  static String text(Explanation explanation, int width) {
    StringBuilder out = new StringBuilder(TerminalReport.wrap(title(explanation.example()), width));
    List<String> texts = explanation.example().texts();
    int n = Math.max(explanation.influence().size(), explanation.weights().size());
    for (int k = 0; k < n; k++) {
      out.append("  %-12s".formatted(Places.named(k + 1 - n, n)));
      if (!explanation.weights().isEmpty()) {
        out.append(" attention ").append(two(explanation.weights().get(k)));
      }
      if (!explanation.influence().isEmpty()) {
        out.append("  turn ").append(Figures.cosine(explanation.influence().get(k).turn()));
        out.append("  loss ").append(Figures.difference(explanation.influence().get(k).loss()));
      }
      out.append('\n').append(indented(texts.isEmpty() ? "" : texts.get(k), width));
    }
    if (!texts.isEmpty()) {
      out.append("  ").append(Places.named(1, n)).append('\n');
      out.append(indented(texts.getLast(), width));
    }
    return out.toString();
  }

  private static String indented(String text, int width) {
    if (text.isBlank()) {
      return "";
    }
    String line = DisplayWidth.shorten(text.strip().replaceAll("\\s+", " "), TERMINAL_TEXT);
    return TerminalReport.wrap(line, Math.max(20, width - 4)).indent(4);
  }
}
