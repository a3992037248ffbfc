package dev.nextvec.internal.examine;

import dev.nextvec.data.SplitFractions;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Summary;
import java.util.List;
import java.util.Optional;

/**
 * All that an examination found. What could not be examined is absent, and a finding says why.
 *
 * @param name what was examined
 * @param sha256 hash of the dataset
 * @param facts sizes
 * @param health what one pass over the vectors shows
 * @param twins equal and nearly equal vectors
 * @param sequence how alike neighbours are
 * @param parity whether the parts of the split are alike
 * @param spectrum in how many directions vectors differ
 * @param ceiling what closed forms reach
 * @param curve what they reach with fewer windows
 * @param findings what was noticed, the worst first
 * @param heldOut documents in validation and test; absent where no split is possible
 * @param statements what it comes to, each by how far the evidence goes
 * @param seconds how long it took
 */
public record Examination(
    String name,
    String sha256,
    Facts facts,
    VectorHealth health,
    Optional<Twins> twins,
    Optional<Sequence> sequence,
    Optional<Parity> parity,
    Optional<Spectrum> spectrum,
    Optional<Ceiling> ceiling,
    Optional<LearningCurve> curve,
    List<Finding> findings,
    Optional<HeldOutParts> heldOut,
    List<Statement> statements,
    double seconds) {

  /**
   * Sizes.
   *
   * @param chunks vectors
   * @param dimension length of one
   * @param documents documents
   * @param contextLength vectors in a context
   * @param splitSeed seed of the split
   * @param fractions shares of its parts
   * @param train windows for training; 0 where no split is possible, as the next two
   * @param validation windows for validation
   * @param test windows for testing
   */
  public record Facts(
      long chunks,
      int dimension,
      int documents,
      int contextLength,
      long splitSeed,
      SplitFractions fractions,
      int train,
      int validation,
      int test) {}

  public Examination {
    findings = List.copyOf(findings);
    statements = List.copyOf(statements);
  }

  /** What it comes to, in plain sentences. */
  public List<String> verdict() {
    return Statement.texts(statements);
  }

  /** The first screen of a report. */
  public Summary summary() {
    return new FirstScreen(this).summary();
  }

  /** How many findings are of a level. */
  public long count(Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }
}
