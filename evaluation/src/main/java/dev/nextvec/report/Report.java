package dev.nextvec.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.internal.report.CsvReport;
import dev.nextvec.internal.report.HtmlReport;
import dev.nextvec.internal.report.LatexReport;
import dev.nextvec.internal.report.MarkdownReport;
import dev.nextvec.internal.report.TerminalReport;
import dev.nextvec.recommend.Recommendation;
import dev.nextvec.recommend.Recommender;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What every form of a report shows: the comparison, and what it recommends, asked for once since
 * its intervals are drawn anew each time.
 *
 * @param comparison the figures
 * @param recommendations the answer for every use case
 * @param date when it was made, to the second
 */
public record Report(Comparison comparison, List<Recommendation> recommendations, Instant date) {
  public Report {
    recommendations = List.copyOf(recommendations);
  }

  /** A comparison with what it recommends where nothing is limited. */
  public static Report of(Comparison comparison) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return new Report(comparison, Recommender.of(comparison), now);
  }

  /** For a terminal of 100 columns or more, without colours. */
  public String text() {
    return TerminalReport.of(this, 100, false);
  }

  /** One page that needs no other file. */
  public String html() {
    return HtmlReport.of(this);
  }

  /** A line for each row, in full precision. */
  public String csv() {
    return CsvReport.of(this);
  }

  /** A table for a paper, in LaTeX. */
  public String latex() {
    return LatexReport.of(this);
  }

  /** For a wiki or a code host. */
  public String markdown() {
    return MarkdownReport.of(this);
  }
}
