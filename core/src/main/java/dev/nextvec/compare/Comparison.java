package dev.nextvec.compare;

import dev.nextvec.model.LinearAverage;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Holm;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Networks and baselines on the same test windows, highest test cosine first.
 *
 * @param dataset what a person calls the data
 * @param bootstrap how intervals were drawn
 * @param margin differences of mean cosine up to this are negligible
 * @param rows one per result
 * @param challenge the best network against the best baseline; absent without a network
 * @param warnings what a reader must know before trusting the table
 * @param standing what every table and picture made from it must say
 */
public record Comparison(
    String dataset,
    Bootstrap bootstrap,
    double margin,
    List<Row> rows,
    Optional<Challenge> challenge,
    List<String> warnings,
    Standing standing) {

  /**
   * Whether the best network is worth more than the best baseline.
   *
   * @param network the network with the highest test cosine
   * @param baseline the baseline with the highest test cosine
   * @param contrast network less baseline
   */
  public record Challenge(Row network, Row baseline, Contrast contrast) {}

  public Comparison {
    rows = List.copyOf(rows);
    warnings = List.copyOf(warnings);
  }

  /** Compares with the usual intervals and margin. */
  public static Comparison of(String dataset, List<RunResult> results) {
    return of(dataset, results, Bootstrap.DEFAULT, Verdict.MARGIN);
  }

  /**
   * Compares results.
   *
   * @param results networks and baselines, the linear average among them
   * @throws IllegalArgumentException if test rows differ, names repeat, or there is no linear
   *     average
   */
  public static Comparison of(
      String dataset, List<RunResult> results, Bootstrap bootstrap, double margin) {
    SameRows.check(results);
    RunResult linear =
        results.stream()
            .filter(result -> result.name().equals(LinearAverage.NAME))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the comparison lacks `" + LinearAverage.NAME + "`: evaluate it too"));
    List<Row> rows = rows(results, linear, bootstrap, margin);
    return new Comparison(
        dataset,
        bootstrap,
        margin,
        rows,
        challenge(rows, bootstrap, margin),
        Warnings.of(results),
        Standing.IN_DOMAIN);
  }

  /**
   * The same comparison with more that a reader must know, such as what its split cannot promise.
   */
  public Comparison withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new Comparison(dataset, bootstrap, margin, rows, challenge, all, standing);
  }

  /** The same comparison with something else to say on every table and picture. */
  public Comparison withStanding(Standing other) {
    return new Comparison(dataset, bootstrap, margin, rows, challenge, warnings, other);
  }

  /** The row of the linear average. */
  public Row linearAverage() {
    return rows.stream()
        .filter(row -> row.name().equals(LinearAverage.NAME))
        .findFirst()
        .orElseThrow();
  }

  /** The networks, highest test cosine first. */
  public List<Row> networks() {
    return rows.stream().filter(Row::isNetwork).toList();
  }

  /** The baselines, highest test cosine first. */
  public List<Row> baselines() {
    return rows.stream().filter(row -> !row.isNetwork()).toList();
  }

  /** One sentence per finding, the most important first. */
  public List<String> findings() {
    return new Findings(this).sentences();
  }

  private static List<Row> rows(
      List<RunResult> results, RunResult linear, Bootstrap bootstrap, double margin) {
    List<RunResult> others = results.stream().filter(result -> result != linear).toList();
    List<Estimate> differences =
        others.stream().map(other -> difference(other, linear, bootstrap)).toList();
    double[] adjusted = Holm.adjust(differences.stream().mapToDouble(Estimate::pValue).toArray());
    double reference = linear.evaluation().cosine().mean();
    List<Row> rows = new ArrayList<>();
    rows.add(row(linear, bootstrap, Optional.empty()));
    for (int i = 0; i < others.size(); i++) {
      Contrast contrast = contrast(differences.get(i), reference, adjusted[i], margin);
      rows.add(row(others.get(i), bootstrap, Optional.of(contrast)));
    }
    rows.sort(Comparator.comparingDouble((Row row) -> row.cosine().value()).reversed());
    return rows;
  }

  private static Row row(RunResult run, Bootstrap bootstrap, Optional<Contrast> contrast) {
    Estimate cosine = bootstrap.mean(run.scores().cosine(), run.scores().documents());
    return new Row(run, run.evaluation(), cosine, contrast);
  }

  private static Optional<Challenge> challenge(List<Row> rows, Bootstrap bootstrap, double margin) {
    Optional<Row> network = rows.stream().filter(Row::isNetwork).findFirst();
    Row baseline = rows.stream().filter(row -> !row.isNetwork()).findFirst().orElseThrow();
    return network.map(
        best -> {
          Estimate difference = difference(best.run(), baseline.run(), bootstrap);
          return new Challenge(
              best,
              baseline,
              contrast(difference, baseline.cosine().value(), difference.pValue(), margin));
        });
  }

  private static Estimate difference(RunResult a, RunResult b, Bootstrap bootstrap) {
    return bootstrap.difference(a.scores().cosine(), b.scores().cosine(), a.scores().documents());
  }

  private static Contrast contrast(
      Estimate difference, double reference, double adjustedP, double margin) {
    return new Contrast(
        difference, reference, adjustedP, Verdict.of(difference, adjustedP, margin));
  }
}
