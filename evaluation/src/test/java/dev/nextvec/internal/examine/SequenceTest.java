package dev.nextvec.internal.examine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.HeapVectors;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceTest {
  private static final int DIM = Walks.DIM;

  private final Engine engine = new PlainEngine(1);

  @Test
  void theLagCurveOfAnAutoregressionIsAPowerOfItsCoefficient() {
    List<Document> documents = Walks.table(200, 20);
    VectorStore vectors = HeapVectors.of(Walks.of(200, 20, 0.8, new Random(3)));
    Sequence sequence = sequence(vectors, documents, new byte[4000]);
    for (Sequence.Lag lag : sequence.lags()) {
      double half = lag.cosine().interval().orElseThrow().high() - lag.cosine().value();
      assertThat(lag.cosine().value())
          .isBetween(
              Math.pow(0.8, lag.k()) - 2 * half - 1e-4, Math.pow(0.8, lag.k()) + 2 * half + 1e-4);
    }
    assertThat(sequence.lags().get(0).cosine().value())
        .isGreaterThan(sequence.lags().get(0).high());
    assertThat(sequence.otherDocuments()).isBetween(-0.03, 0.03);
  }

  @Test
  void inRandomOrderTheLagCurveIsItsOwnNull() {
    float[][] rows = Walks.of(3000, 1, 0.5, new Random(4));
    Sequence sequence = sequence(HeapVectors.of(rows), Walks.table(100, 30), new byte[3000]);
    long outside =
        sequence.lags().stream()
            .filter(lag -> lag.cosine().value() > lag.high() || lag.cosine().value() < lag.low())
            .count();
    assertThat(outside).isLessThanOrEqualTo(3);
  }

  private Sequence sequence(VectorStore vectors, List<Document> documents, byte[] parts) {
    return Sequence.measure(
            engine,
            vectors,
            DocumentStretch.of(new Windows(vectors, documents, 5), parts),
            1,
            Progress.none())
        .sequence();
  }

  private static List<Sequence.StretchSummary> summaries(Random random, double shift) {
    List<Sequence.StretchSummary> summaries = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int part = i % 10 == 0 ? 1 : i % 10 == 1 ? 2 : 0;
      float[] sum = new float[DIM];
      for (int d = 0; d < DIM; d++) {
        sum[d] = (float) random.nextGaussian();
      }
      double neighbours = 9 * (0.6 + 0.1 * random.nextGaussian() + (part == 2 ? shift : 0));
      summaries.add(new Sequence.StretchSummary(part, 10, neighbours, 9, sum));
    }
    return summaries;
  }

  @Test
  void theParityTestFiresAsOftenAsItSaysOnPartsThatAreAlike() {
    int fired = 0;
    for (int seed = 0; seed < 100; seed++) {
      fired += Parity.test(summaries(new Random(seed), 0), seed).alike() ? 0 : 1;
    }
    assertThat(fired).isBetween(0, 11); // 5 expected; more than 11 has a probability of 0.4 %
  }

  @Test
  void theParityTestFiresOnAShift() {
    Parity shifted = Parity.test(summaries(new Random(1), 0.3), 1);
    assertThat(shifted.alike()).isFalse();
    assertThat(shifted.coherence()).isLessThan(0.01);
    List<Sequence.StretchSummary> topics = summaries(new Random(2), 0);
    topics.stream().filter(s -> s.part() == 1).forEach(s -> s.sum()[3] += 4);
    assertThat(Parity.test(topics, 1).topics()).isLessThan(0.01);
  }

  @Test
  void isotropicVectorsHaveAllTheirDimensions() {
    float[][] rows = Walks.of(6000, 1, 0.5, new Random(5));
    Spectrum spectrum = Spectrum.measure(engine, HeapVectors.of(rows), Progress.none());
    assertThat(spectrum.effectiveDimension()).isBetween(DIM - 0.5, DIM + 1e-6);
    assertThat(spectrum.components90()).isEqualTo(15);
    for (float[] row : rows) {
      java.util.Arrays.fill(row, 4, DIM, 0f);
    }
    assertThat(Spectrum.measure(engine, HeapVectors.of(rows), Progress.none()).effectiveDimension())
        .isBetween(3.9, 4.0001);
  }

  @Test
  void aPowerLawIsRecoveredFromFourPoints() {
    double[] sizes = {1000, 2000, 4000, 8000};
    double[] errors = new double[4];
    for (int i = 0; i < 4; i++) {
      errors[i] = 0.3 + 2 * Math.pow(sizes[i], -0.5);
    }
    LearningCurve.Law law = LearningCurve.fit(sizes, errors);
    assertThat(law.limit()).isBetween(0.299, 0.301);
    assertThat(law.exponent()).isBetween(0.45, 0.55);
    assertThat(law.enough()).isBetween(150_000.0, 170_000.0); // (2 / 0.005)^2
  }
}
