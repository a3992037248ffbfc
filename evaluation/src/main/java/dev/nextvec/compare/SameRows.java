package dev.nextvec.compare;

import dev.nextvec.provenance.Provenance;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Refuses results that cannot stand in one table. */
final class SameRows {
  private SameRows() {}

  /**
   * Checks that all results were tested on the same windows of the same data and split.
   *
   * @throws IllegalArgumentException naming two results that were not
   */
  static void check(List<RunResult> results) {
    if (results.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to compare: name at least one run");
    }
    RunResult first = results.get(0);
    String rows = first.scores().rowsSha256();
    Set<String> names = new HashSet<>();
    for (RunResult other : results) {
      if (!names.add(other.name())) {
        throw new IllegalArgumentException(
            "two results are called `" + other.name() + "`: give each its own name");
      }
      Provenance a = first.provenance();
      Provenance b = other.provenance();
      check(first, other, "dataset", a.datasetSha256(), b.datasetSha256());
      check(first, other, "split", a.splitSha256(), b.splitSha256());
      check(first, other, "test windows", rows, other.scores().rowsSha256());
    }
  }

  private static void check(RunResult a, RunResult b, String what, String hashA, String hashB) {
    if (!hashA.equals(hashB)) {
      throw new IllegalArgumentException(
          "`%s` and `%s` were tested on different rows (%s %s and %s): compare runs of one dataset, split and seed of the split"
              .formatted(a.name(), b.name(), what, shorten(hashA), shorten(hashB)));
    }
  }

  private static String shorten(String hash) {
    return hash.length() <= 12 ? hash : hash.substring(0, 12);
  }
}
