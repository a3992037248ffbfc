package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.run.Goal;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EpochOrderTest {
  @TempDir Path directory;
  private Dataset dataset;
  private Windows windows;
  private int[] train;

  @BeforeEach
  void open() throws IOException {
    dataset = Tiny.dataset(directory.resolve("data"));
    windows = dataset.windows(5);
    train = Split.of(dataset, 5, 1).train();
  }

  @AfterEach
  void close() {
    dataset.close();
  }

  private int[] order(int stretch, long seed, int epoch) {
    return EpochOrder.of(new Goal.Retrieval(stretch, 0, 1, 0.07), windows, train, seed, epoch);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 10, 1000})
  void anEpochSeesEveryTrainingWindowOnce(int stretch) {
    for (int epoch = 1; epoch <= 3; epoch++) {
      assertThat(order(stretch, 1, epoch)).containsExactlyInAnyOrder(train);
    }
  }

  @Test
  void neighboursStayTogetherInStretches() {
    int[] order = order(4, 1, 1);
    int breaks = 0;
    for (int i = 1; i < order.length; i++) {
      boolean next =
          order[i] == order[i - 1] + 1
              && windows.document(order[i]) == windows.document(order[i - 1]);
      breaks += next ? 0 : 1;
    }
    assertThat(breaks).isBetween(10, 10 * 4); // ten documents of ten windows, in 3 or 4 stretches
  }

  @Test
  void seedAndEpochAloneDecide() {
    assertThat(order(4, 1, 1)).isEqualTo(order(4, 1, 1));
    assertThat(order(4, 1, 1)).isNotEqualTo(order(4, 1, 2));
    assertThat(order(4, 1, 1)).isNotEqualTo(order(4, 2, 1));
  }

  @Test
  void regressionShufflesSingleWindows() {
    int[] expected = train.clone();
    CounterRandom.of(3, "shuffle").at(2).shuffle(expected);
    assertThat(EpochOrder.of(new Goal.Regression(), windows, train, 3, 2)).isEqualTo(expected);
  }
}
