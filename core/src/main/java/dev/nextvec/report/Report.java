package dev.nextvec.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.internal.report.HtmlReport;
import dev.nextvec.internal.report.MarkdownReport;
import dev.nextvec.internal.report.TerminalReport;
import dev.nextvec.recommend.Recommendation;
import dev.nextvec.recommend.Recommender;
import java.util.List;

/**
 * What every form of a report shows: the comparison, and what it recommends, asked for once since
 * its intervals are drawn anew each time.
 *
 * @param comparison the figures
 * @param recommendations the answer for every use case
 */
public record Report(Comparison comparison, List<Recommendation> recommendations) {
  public Report {
    recommendations = List.copyOf(recommendations);
  }

  /** A comparison with what it recommends where nothing is limited. */
  public static Report of(Comparison comparison) {
    return new Report(comparison, Recommender.of(comparison));
  }

  /** For a terminal of 100 columns or more, without colours. */
  public String text() {
    return TerminalReport.of(this, 100, false);
  }

  /** One page that needs no other file. */
  public String html() {
    return HtmlReport.of(this);
  }

  /** For a wiki or a code host. */
  public String markdown() {
    return MarkdownReport.of(this);
  }
}
