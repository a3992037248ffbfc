package dev.nextvec.internal.examine;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.stats.Holm;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether training, validation and test documents are alike, by permutation: the parts are dealt
 * out to the documents anew, and a difference counts that few such deals reach.
 *
 * @param coherence p-value of the difference in cosine of neighbours, corrected for two tests
 * @param topics p-value of the difference in mean vector, corrected for two tests
 * @param documents documents that were dealt
 * @param deals number of deals
 */
public record Parity(double coherence, double topics, int documents, int deals) {
  /** Corrected p-values below this are called a difference. */
  public static final double SIGNIFICANT = 0.05;

  /** With fewer documents nothing can be said. */
  public static final int FEWEST = 10;

  private static final int DEALS = 999;
  private static final int MOST = 3000;

  /** Whether nothing shows a difference. */
  public boolean alike() {
    return Math.min(coherence, topics) >= SIGNIFICANT;
  }

  /**
   * Tests.
   *
   * @param summaries at least {@link #FEWEST}; of very many, an even sample is taken
   */
  static Parity test(List<Sequence.StretchSummary> summaries, long seed) {
    List<Sequence.StretchSummary> used =
        IntStream.range(0, Math.min(MOST, summaries.size()))
            .mapToObj(
                i ->
                    summaries.get(
                        (int) ((long) i * summaries.size() / Math.min(MOST, summaries.size()))))
            .toList();
    int[] parts = used.stream().mapToInt(Sequence.StretchSummary::part).toArray();
    double observedCoherence = coherenceSpread(used, parts);
    double[] total = total(used);
    double observedTopics = topicSpread(used, parts, total);
    CounterRandom random = CounterRandom.of(seed, "parity");
    int coherence = 1;
    int topics = 1;
    for (int deal = 0; deal < DEALS; deal++) {
      int[] dealt = parts.clone();
      random.at(deal).shuffle(dealt);
      coherence += coherenceSpread(used, dealt) >= observedCoherence ? 1 : 0;
      topics += topicSpread(used, dealt, total) >= observedTopics ? 1 : 0;
    }
    double[] adjusted =
        Holm.adjust(new double[] {coherence / (DEALS + 1.0), topics / (DEALS + 1.0)});
    return new Parity(adjusted[0], adjusted[1], used.size(), DEALS);
  }

  /** Spread of the parts' mean cosine of neighbours around that of all, weighted by documents. */
  private static double coherenceSpread(List<Sequence.StretchSummary> documents, int[] parts) {
    double[] sums = new double[3];
    double[] pairs = new double[3];
    double[] members = new double[3];
    for (int i = 0; i < parts.length; i++) {
      sums[parts[i]] += documents.get(i).neighbours();
      pairs[parts[i]] += documents.get(i).pairs();
      members[parts[i]]++;
    }
    double mean = (sums[0] + sums[1] + sums[2]) / (pairs[0] + pairs[1] + pairs[2]);
    double spread = 0;
    for (int part = 0; part < 3; part++) {
      double off = pairs[part] == 0 ? 0 : sums[part] / pairs[part] - mean;
      spread += members[part] * off * off;
    }
    return spread;
  }

  /** Spread of the parts' mean vectors around that of all, weighted by documents. */
  private static double topicSpread(
      List<Sequence.StretchSummary> documents, int[] parts, double[] total) {
    double[][] sums = new double[3][total.length];
    int[] members = new int[3];
    for (int i = 0; i < parts.length; i++) {
      members[parts[i]]++;
      if (parts[i] > 0) { // what is left of the total is the training documents'
        addScaled(documents.get(i), sums[parts[i]]);
      }
    }
    double spread = 0;
    for (int d = 0; d < total.length; d++) {
      double[] part = {total[d] - sums[1][d] - sums[2][d], sums[1][d], sums[2][d]};
      for (int p = 0; p < 3; p++) {
        double off = members[p] == 0 ? 0 : part[p] / members[p] - total[d] / parts.length;
        spread += members[p] * off * off;
      }
    }
    return spread;
  }

  private static double[] total(List<Sequence.StretchSummary> documents) {
    double[] total = new double[documents.get(0).sum().length];
    documents.forEach(document -> addScaled(document, total));
    return total;
  }

  private static void addScaled(Sequence.StretchSummary document, double[] sum) {
    float scale = 1f / document.chunks();
    float[] vector = document.sum();
    for (int d = 0; d < sum.length; d++) {
      sum[d] += scale * vector[d];
    }
  }
}
