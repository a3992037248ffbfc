package dev.nextvec.internal.examine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.HeapVectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How often order is found where there is none, and how much of it is needed to be found. */
class RandomOrdersTest {
  private static final int DIM = 16;
  private static final int DOCUMENTS = 30;

  /**
   * Documents of 6 to 20 chunks about a topic of their own, each chunk drawn towards the one before
   * it.
   */
  private static Sequence sequence(long seed, double pull, boolean shuffled) {
    Random random = new Random(seed);
    List<Document> table = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    for (int d = 0; d < DOCUMENTS; d++) {
      List<float[]> chunks = chunks(6 + random.nextInt(15), pull, random);
      if (shuffled) {
        Collections.shuffle(chunks, random);
      }
      table.add(new Document("d" + d, "", rows.size(), chunks.size()));
      rows.addAll(chunks);
    }
    float[][] all = rows.toArray(float[][]::new);
    HeapVectors vectors = HeapVectors.of(all);
    List<DocumentStretch> stretches =
        DocumentStretch.of(new Windows(vectors, table, 5), new byte[all.length]);
    return Sequence.measure(new PlainEngine(1), vectors, stretches, seed, Progress.none())
        .sequence();
  }

  private static List<float[]> chunks(int count, double pull, Random random) {
    float[] topic = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      topic[i] = (float) (0.7 * random.nextGaussian());
    }
    List<float[]> chunks = new ArrayList<>();
    float[] before = new float[DIM];
    for (int c = 0; c < count; c++) {
      float[] own = new float[DIM];
      float[] chunk = new float[DIM];
      for (int i = 0; i < DIM; i++) {
        own[i] = (float) (pull * before[i] + Math.sqrt(1 - pull * pull) * random.nextGaussian());
        chunk[i] = topic[i] + own[i];
      }
      chunks.add(chunk);
      before = own;
    }
    return chunks;
  }

  private static double found(int corpora, double pull, boolean shuffled) {
    int found = 0;
    for (int seed = 0; seed < corpora; seed++) {
      found += sequence(seed, pull, shuffled).orderMatters() ? 1 : 0;
    }
    System.out.printf(
        Locale.ROOT,
        "pull %.2f%s: order found in %.1f %% of %d corpora%n",
        pull,
        shuffled ? ", shuffled" : "",
        100.0 * found / corpora,
        corpora);
    return (double) found / corpora;
  }

  @Test
  @Tag("slow")
  void orderIsSeldomFoundInDocumentsThatWereShuffled() {
    assertThat(found(200, 0.8, true)).isLessThanOrEqualTo(0.05);
    assertThat(found(200, 0, true)).isLessThanOrEqualTo(0.05);
  }

  @Test
  @Tag("slow")
  void whatOrderThereIsIsFoundWhereItIsNotTiny() {
    found(100, 0.05, false);
    found(100, 0.1, false);
    assertThat(found(100, 0.2, false)).isGreaterThan(0.8);
    assertThat(found(100, 0.4, false)).isEqualTo(1);
  }

  @Test
  void theCurveLeavesTheBandExactlyWhereTheTestFindsOrder() {
    for (int seed = 0; seed < 20; seed++) {
      Sequence sequence = sequence(seed, seed % 2 == 0 ? 0 : 0.15, false);
      assertThat(sequence.lags().stream().anyMatch(lag -> lag.cosine().value() > lag.high()))
          .isEqualTo(sequence.orderMatters());
    }
  }

  @Test
  void whereEveryOrderIsTheSameNothingIsFound() {
    double[][] same = {{0.5, 0.5, 0.5, 0.5}};
    RandomOrders orders = new RandomOrders(new double[] {0.5 + 1e-9}, same);
    assertThat(orders.pValue()).isEqualTo(1);
    assertThat(new RandomOrders(new double[0], new double[0][]).pValue()).isEqualTo(1);
  }
}
