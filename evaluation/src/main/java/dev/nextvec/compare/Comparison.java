package dev.nextvec.compare;

import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Summary;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Networks and baselines on the same test windows, highest test cosine first.
 *
 * @param dataset what a person calls the data
 * @param bootstrap how intervals were drawn
 * @param margin differences of mean cosine up to this are negligible
 * @param rows one per result, or per several that differ only in their seed
 * @param pairs every row against the others, the higher first
 * @param retrieval how well the rows find the true next chunk, for each pool
 * @param challenge the best network against the best baseline; absent without a network
 * @param warnings what a reader must know before trusting the table
 * @param standing what every table and picture made from it must say
 * @param search how well ways of searching an index of the same data do, where one was named
 */
public record Comparison(
    String dataset,
    Bootstrap bootstrap,
    double margin,
    List<Row> rows,
    List<JudgedPair> pairs,
    List<RetrievalStatistics> retrieval,
    Optional<Challenge> challenge,
    List<String> warnings,
    TestDomain standing,
    Optional<CorpusSearch> search) {

  /**
   * Whether the best contender is worth more than the best baseline.
   *
   * @param network the network, or foreign model, with the highest test cosine
   * @param baseline the baseline with the highest test cosine
   * @param contrast network less baseline
   */
  public record Challenge(Row network, Row baseline, PairedDifference contrast) {}

  public Comparison {
    if (!(margin >= 0 && margin < 2)) {
      throw new IllegalArgumentException(
          "`margin` must be at least 0 and below 2 but was " + margin);
    }
    rows = List.copyOf(rows);
    pairs = List.copyOf(pairs);
    retrieval = List.copyOf(retrieval);
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
    if (results.stream().noneMatch(result -> result.name().equals(LinearAverage.NAME))) {
      throw new IllegalArgumentException(
          "the comparison lacks `" + LinearAverage.NAME + "`: evaluate it too");
    }
    JudgedPairs judged = JudgedPairs.of(SeedGroups.of(results), bootstrap, margin);
    return new Comparison(
        dataset,
        bootstrap,
        margin,
        judged.rows(),
        judged.pairs(),
        RetrievalStatistics.of(judged.rows(), bootstrap, margin),
        challenge(judged),
        Warnings.of(results, !bootstrap.folds().isEmpty()),
        TestDomain.IN_DOMAIN.withForeign(foreign(results)),
        Optional.empty());
  }

  /**
   * The same comparison with more that a reader must know, such as what its split cannot promise.
   */
  public Comparison withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new Comparison(
        dataset, bootstrap, margin, rows, pairs, retrieval, challenge, all, standing, search);
  }

  /** The same comparison with something else to say on every table and picture. */
  public Comparison withStanding(TestDomain other) {
    return new Comparison(
        dataset, bootstrap, margin, rows, pairs, retrieval, challenge, warnings, other, search);
  }

  /** The same comparison with what was measured of an index of the same data. */
  public Comparison withSearch(CorpusSearch found) {
    return new Comparison(
        dataset,
        bootstrap,
        margin,
        rows,
        pairs,
        retrieval,
        challenge,
        warnings,
        standing,
        Optional.of(found));
  }

  /**
   * How one row differs from another in test cosine.
   *
   * @param row name of the one
   * @param other name of the other
   * @return absent where the two were not compared
   */
  public Optional<PairedDifference> between(String row, String other) {
    return JudgedPairs.between(pairs, row, other);
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
    return rows.stream().filter(Row::isBaseline).toList();
  }

  /** What the baselines are to be beaten by: networks and foreign models, highest first. */
  public List<Row> contenders() {
    return rows.stream().filter(row -> !row.isBaseline()).toList();
  }

  /** Models that are known by their predictions alone, highest test cosine first. */
  public List<Row> foreign() {
    return rows.stream().filter(Row::isForeign).toList();
  }

  /** What was found, the most important first, each by how far the evidence goes. */
  public List<Statement> statements() {
    return new Findings(this).statements();
  }

  /** The same as sentences. */
  public List<String> findings() {
    return Statement.texts(statements());
  }

  /** The first screen of a report. */
  public Summary summary() {
    return new Headline(this).summary();
  }

  private static List<String> foreign(List<RunResult> results) {
    return results.stream()
        .filter(result -> result.kind() == RunResult.RowKind.PREDICTIONS)
        .map(RunResult::name)
        .toList();
  }

  private static Optional<Challenge> challenge(JudgedPairs judged) {
    Optional<Row> network = judged.rows().stream().filter(row -> !row.isBaseline()).findFirst();
    Row baseline = judged.rows().stream().filter(Row::isBaseline).findFirst().orElseThrow();
    return network.map(
        best ->
            new Challenge(
                best,
                baseline,
                JudgedPairs.between(judged.pairs(), best.name(), baseline.name()).orElseThrow()));
  }
}
