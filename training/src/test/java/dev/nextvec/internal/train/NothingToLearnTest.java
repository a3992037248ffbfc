package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings and data from which nothing can be learned are refused by their cause. */
final class NothingToLearnTest {
  private static final int DIM = 6;
  private static final Goal REGRESSION = new Goal.Regression();

  @TempDir Path directory;
  private int datasets;

  /** Makes one component of one vector. */
  private interface Component {
    double of(Random random, int document, int chunk, int at);
  }

  private Dataset dataset(int documents, int chunks, int dim, Component component)
      throws IOException {
    Path path = directory.resolve("data" + datasets++);
    Random random = new Random(4);
    try (DatasetWriter writer =
        DatasetWriter.create(path, DatasetOptions.of(dim, VectorType.FLOAT32))) {
      for (int document = 0; document < documents; document++) {
        float[] rows = new float[chunks * dim];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = (float) component.of(random, document, i / dim, i % dim);
        }
        writer.append("d" + document, "", "d" + document, List.of(), rows);
      }
      writer.finish();
    }
    return Dataset.open(path);
  }

  private Dataset noise(int documents, int chunks, int dim) throws IOException {
    return dataset(documents, chunks, dim, (random, d, c, i) -> random.nextGaussian());
  }

  private static TrainingConfig config(int batch, Loss loss, Goal goal) {
    TrainingConfig plain = Tiny.config(2, 1e-3, 1);
    return new TrainingConfig(2, batch, plain.optimiser(), 1, loss, plain.schedule(), 0, 1, goal);
  }

  private static TrainingConfig infoNce(int batch, double temperature) {
    return config(batch, new Loss.InfoNce(temperature), REGRESSION);
  }

  private static TrainingConfig retrieval(int batch, int negatives) {
    return config(batch, new Loss.MeanSquaredError(), new Goal.Retrieval(4, negatives, 1, 0.07));
  }

  private static void refuse(Dataset dataset, TrainingConfig config) {
    ConstantObjective.refuse(config, dataset.windows(5), Split.of(dataset, 5, 1));
  }

  private static void refuses(Dataset dataset, TrainingConfig config, String said) {
    assertThatThrownBy(() -> refuse(dataset, config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("nothing could be learned: ")
        .hasMessageContaining(said)
        .hasMessageNotContaining("\n");
  }

  private static void takes(Dataset dataset, TrainingConfig config) {
    assertThatCode(() -> refuse(dataset, config)).doesNotThrowAnyException();
  }

  @Test
  void aTargetThatIsTheOnlyCandidateTeachesNothing() throws IOException {
    try (Dataset single = noise(12, 6, DIM);
        Dataset three = noise(3, 6, DIM);
        Dataset longer = noise(12, 9, DIM)) {
      refuses(single, infoNce(1, 0.07), "`batch-size` 1 leaves one");
      takes(single, infoNce(2, 0.07));
      refuses(three, infoNce(32, 0.07), "there is only one training window");
      refuses(single, retrieval(1, 0), "no other chunk to tell its target from");
      takes(single, retrieval(1, 3));
      takes(single, retrieval(2, 0));
      takes(longer, retrieval(1, 0)); // the document's other chunks
      refuses(three, retrieval(8, 9), "no other chunk to tell its target from");
      takes(three, config(1, new Loss.MeanSquaredError(), REGRESSION));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e9, Double.POSITIVE_INFINITY, 1e-9})
  void aTemperatureAtWhichAllCandidatesAreAlikeTeachesNothing(double temperature)
      throws IOException {
    try (Dataset dataset = noise(12, 9, DIM)) {
      refuses(dataset, infoNce(8, temperature), "`temperature` " + temperature);
    }
  }

  @Test
  void oneComponentHasNoDirection() throws IOException {
    try (Dataset line = noise(12, 9, 1)) {
      refuses(line, config(8, new Loss.Cosine(), REGRESSION), "dimension 1");
      refuses(line, infoNce(8, 0.07), "dimension 1");
      refuses(line, retrieval(8, 0), "dimension 1");
      takes(line, config(8, new Loss.MeanSquaredError(), REGRESSION));
    }
  }

  private static List<String> check(Dataset dataset) {
    return TrainingData.check(dataset.windows(5), Split.of(dataset, 5, 1));
  }

  private void refusesData(String said, int chunks, Component component) throws IOException {
    try (Dataset dataset = dataset(12, chunks, DIM, component)) {
      assertThatThrownBy(() -> check(dataset))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(said)
          .hasMessageNotContaining("\n");
      assertThatThrownBy(
              () ->
                  Trainer.train(
                      Tiny.engine(),
                      Sharing.none(),
                      new Trainer.Task(
                          dataset,
                          new dev.nextvec.model.Gru(DIM, 5, 8, 1),
                          Tiny.config(2, 1e-3, 1),
                          Split.of(dataset, 5, 1),
                          directory.resolve("run")),
                      Tiny.RARELY,
                      TrainingListener.none(),
                      Tiny.NEVER))
          .hasMessageContaining(said);
      assertThat(directory.resolve("run")).doesNotExist();
    }
  }

  @Test
  void vectorsThatAreAllEqualAreRefusedAsSuch() throws IOException {
    refusesData("all vectors of the training windows are equal", 9, (r, d, c, i) -> 0.3 + i);
    refusesData(
        "all vectors of the training windows are equal",
        9,
        (random, d, c, i) -> 1 + 1e-7 * random.nextGaussian());
  }

  @Test
  void windowsThatAreAllEqualAreRefusedAsSuch() throws IOException {
    refusesData("all training windows are equal", 6, (r, d, c, i) -> Math.sin(c * 7 + i));
  }

  @Test
  void targetsThatAreAllEqualAreRefusedAsSuch() throws IOException {
    refusesData(
        "one and the same vector", 6, (random, d, c, i) -> c == 5 ? 0.5 : random.nextGaussian());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-20, 1e-6, 1e6, 1e18})
  void lengthsFarFromOneAreRefusedWithTheWayToScaleThem(double length) throws IOException {
    refusesData("`normalise`", 9, (random, d, c, i) -> length * random.nextGaussian());
  }

  @Test
  void lengthsSomewhatFromOneAndFewDifferentVectorsAreSaid() throws IOException {
    try (Dataset small = dataset(12, 9, DIM, (random, d, c, i) -> 0.003 * random.nextGaussian());
        Dataset two = dataset(12, 9, DIM, (r, d, c, i) -> (c + d) % 2 == i % 2 ? 1 : 0.5);
        Dataset usual = noise(12, 9, DIM)) {
      assertThat(check(small)).singleElement().asString().contains("`normalise`");
      assertThat(check(two)).singleElement().asString().contains("only 2 different vectors");
      assertThat(check(usual)).isEmpty();
    }
  }

  /** A loss that is nearly nothing for a while may grow: no explosion below that of zeros. */
  @Test
  void whatCostsLessThanNothingKnownIsNoExplosion() {
    Divergence divergence = new Divergence(directory.resolve("none"));
    TrainingState.Sums tiny = new TrainingState.Sums(1e-13, 1, 0, 1, 1);
    TrainingState state =
        new TrainingState(1, 1, 1, tiny, java.util.Optional.empty(), List.of(), 0);
    assertThat(divergence.isExploded(1e-8, 0.02, state)).isFalse();
    assertThat(divergence.isExploded(0.03, 0.02, state)).isTrue();
  }
}
