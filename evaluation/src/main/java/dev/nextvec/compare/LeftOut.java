package dev.nextvec.compare;

import dev.nextvec.compare.PairedDifference.Robustness;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Quantity;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Judges differences again, each without the document that moves it most, where there are so few
 * documents that one may decide.
 *
 * @param documents the document of each window
 */
@SuppressWarnings("ArrayRecordComponent")
record LeftOut(int[] documents, Bootstrap bootstrap, double margin) {

  /**
   * @param factors what each p-value is multiplied by
   * @return one for each difference; all absent with too few documents for an interval, and with
   *     {@link PairedDifference#MANY_DOCUMENTS}
   */
  List<Optional<Robustness>> judge(List<Quantity> differences, int[] factors) {
    List<Optional<Robustness>> judged =
        new ArrayList<>(Collections.nCopies(differences.size(), Optional.empty()));
    long count = Arrays.stream(documents).distinct().count();
    if (count < Bootstrap.FEWEST_DOCUMENTS || count >= PairedDifference.MANY_DOCUMENTS) {
      return judged;
    }
    Map<Integer, List<Integer>> byDocument = new LinkedHashMap<>();
    for (int i = 0; i < differences.size(); i++) {
      byDocument
          .computeIfAbsent(
              Bootstrap.mostInfluential(differences.get(i), documents), any -> new ArrayList<>())
          .add(i);
    }
    byDocument.forEach((document, asked) -> without(document, asked, differences, factors, judged));
    return judged;
  }

  private void without(
      int document,
      List<Integer> asked,
      List<Quantity> differences,
      int[] factors,
      List<Optional<Robustness>> judged) {
    int[] windows =
        IntStream.range(0, documents.length).filter(i -> documents[i] != document).toArray();
    int[] others = Arrays.stream(windows).map(i -> documents[i]).toArray();
    List<Estimate> estimates =
        bootstrap.means(asked.stream().map(i -> differences.get(i).of(windows)).toList(), others);
    for (int i = 0; i < asked.size(); i++) {
      int question = asked.get(i);
      Estimate estimate = estimates.get(i);
      double adjusted = Math.min(1, factors[question] * estimate.pValue());
      Verdict verdict = Verdict.of(estimate, adjusted, margin);
      judged.set(question, Optional.of(new Robustness(document, estimate, verdict)));
    }
  }
}
