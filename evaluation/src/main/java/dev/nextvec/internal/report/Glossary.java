package dev.nextvec.internal.report;

import dev.nextvec.internal.report.Table.Cell;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Explains the terms of one report, each where it first stands. */
final class Glossary {
  /**
   * A term.
   *
   * @param word as reports write it
   * @param pattern finds it in text
   * @param meaning in a few words
   */
  private record Term(String word, Pattern pattern, String meaning) {
    static Term of(String word, String meaning) {
      return new Term(
          word,
          Pattern.compile("(?<![\\w@-])" + Pattern.quote(word) + "(?![\\w@-])", FLAGS),
          meaning);
    }
  }

  private static final int FLAGS = Pattern.CASE_INSENSITIVE;

  private static final List<Term> TERMS =
      List.of(
          Term.of("linear average", "mean of the context's vectors"),
          Term.of("learned average", "average whose weights are fitted"),
          Term.of("persistence", "the newest chunk's vector again"),
          Term.of("ridge", "best linear map of the context"),
          Term.of("mean vector", "mean of all training vectors"),
          Term.of("random", "a random direction"),
          Term.of("oracle", "what knowing the next chunk gives"),
          Term.of("chance", "what guessing gives"),
          Term.of("cosine", "1 is the same direction as the true next vector, 0 unrelated"),
          Term.of("skill", "1 − error / error of the linear average"),
          Term.of("R@1", "share of windows whose true next chunk is the nearest"),
          Term.of("R@10", "share with it among the 10 nearest"),
          Term.of("MRR", "mean of 1 / rank of the true next chunk"),
          Term.of("MSE", "mean squared error"),
          Term.of("contrastive accuracy", "how often the true chunk is nearer than another"),
          Term.of("interval", "made to hold the true figure in 95 of 100 cases"),
          Term.of("p, corrected", "p-value after Holm's correction for many tests"),
          Term.of("p50 ms", "half of the predictions are faster"),
          Term.of("p95 ms", "95 of 100 predictions are faster"),
          Term.of("FLOPs per prediction", "arithmetic operations of one prediction"),
          Term.of("equal", "the whole interval is within the margin"),
          Term.of("tie", "neither a difference nor equality is shown"),
          Term.of("cannot say", "no interval, or not measured"),
          Term.of(Robustness.HANGS, "another verdict without the document that moves it most"));

  private final Set<String> explained = new HashSet<>();

  /** The terms that stand in a table and were not explained before; empty where there are none. */
  Optional<String> legend(Table table) {
    List<String> parts = new ArrayList<>();
    for (Term term : TERMS) {
      if (stands(term, table) && explained.add(term.word())) {
        parts.add(term.word() + ": " + term.meaning());
      }
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts) + ".");
  }

  private static boolean stands(Term term, Table table) {
    return table.columns().stream().map(Column::header).anyMatch(term.pattern().asPredicate())
        || table.rows().stream()
            .map(Line::cells)
            .flatMap(List::stream)
            .map(Cell::text)
            .flatMap(text -> Arrays.stream(text.split(Robustness.GAP))) // a verdict and its mark
            .anyMatch(text -> text.equalsIgnoreCase(term.word()));
  }

  /** Escaped text with the meaning of each term, once, for who points at it. */
  static String marked(String html) {
    String marked = html;
    for (Term term : TERMS) {
      String meaning = Html.escape(term.meaning());
      marked =
          term.pattern()
              .matcher(marked)
              .replaceFirst(found -> "\u0001" + meaning + "\u0002" + found.group() + "\u0003");
      if (marked.indexOf('\u0001') >= 0) {
        return marked
            .replace("\u0001", "<abbr title=\"")
            .replace("\u0002", "\">")
            .replace("\u0003", "</abbr>");
      }
    }
    return marked;
  }
}
