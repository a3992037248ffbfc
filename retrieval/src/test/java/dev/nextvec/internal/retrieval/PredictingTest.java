package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Monitor;
import dev.nextvec.retrieval.Context.Place;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.stats.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are known to be right, or to be persistence. */
class PredictingTest {
  @TempDir Path folder;

  /** Finds the newest chunk in the corpus, and predicts the one after it. */
  private static float[] afterNewest(Dataset dataset, float[][] context) {
    for (long row = 0; row + 1 < dataset.count(); row++) {
      if (Arrays.equals(dataset.vectors().read(row), context[4])) {
        return dataset.vectors().read(row + 1);
      }
    }
    throw new IllegalStateException("not of the corpus");
  }

  private static RetrievalResult evaluate(Path index, Dataset dataset, Model model)
      throws IOException {
    try (OpenedIndex open = OpenedIndex.open(index)) {
      return new RetrievalEvaluation(
              open,
              dataset,
              Split.of(dataset, 5, 1),
              Pool.CORPUS,
              new PlainEngine(2),
              Optional.of(model),
              "known 0",
              FoldModels.NONE,
              List.of(),
              Monitor.none())
          .measure();
    }
  }

  private static StrategyRow row(RetrievalResult result, String strategy) {
    return result.rows().stream()
        .filter(each -> each.strategy().label().equals(strategy))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoKnowsTheNextChunkIsPerfectAndIsChosen() throws IOException {
    Path data = Corpora.drifting(folder.resolve("data"), 80, 12, 3);
    Path index = Corpora.index(data, folder.resolve("index"), SearchType.EXACT);
    try (Dataset dataset = Dataset.open(data)) {
      RetrievalResult result =
          evaluate(index, dataset, new KnownModel(c -> afterNewest(dataset, c), Corpora.DIM));
      for (RetrievalMetric metric : StrategyRow.METRICS) {
        assertThat(row(result, "model").figure(metric).value()).isEqualTo(1);
      }
      assertThat(row(result, "persistence").mrr().value()).isLessThan(0.9);
      assertThat(result.best(any -> true).needsModel()).isTrue();
      assertThat(result.best(each -> !each.needsModel()).needsModel()).isFalse();
      assertThat(result.differences())
          .filteredOn(each -> each.strategy().equals("model"))
          .isNotEmpty()
          .allMatch(each -> each.verdict() == Verdict.BETTER)
          .allMatch(each -> !each.judgedBy().orElseThrow().holds(0))
          .allMatch(each -> each.judgedBy().orElseThrow().level() > 0.95);
      assertThat(result.differences())
          .filteredOn(each -> each.strategy().startsWith("model+"))
          .extracting(StrategyDifference::from)
          .contains("persistence")
          .anyMatch(from -> from.startsWith("persistence+"));
    }
  }

  @Test
  void aModelThatIsPersistenceIsNotShownToBeBetter() throws IOException {
    Path data = Corpora.drifting(folder.resolve("data"), 80, 12, 3);
    Path index = Corpora.index(data, folder.resolve("index"), SearchType.EXACT);
    try (Dataset dataset = Dataset.open(data)) {
      RetrievalResult result =
          evaluate(index, dataset, new KnownModel(c -> c[4].clone(), Corpora.DIM));
      assertThat(row(result, "model").figures()).isEqualTo(row(result, "persistence").figures());
      assertThat(result.differences())
          .filteredOn(each -> each.strategy().equals("model"))
          .allMatch(each -> each.verdict() == Verdict.TIE);
      assertThat(result.best(any -> true)).isNotEqualTo(Strategy.Vector.MODEL);
    }
  }

  @Test
  void whereThereAreFewerChunksTheOldestComesAgain() throws IOException {
    Path data = Corpora.drifting(folder.resolve("data"), 4, 12, 3);
    Path index = Corpora.index(data, folder.resolve("index"), SearchType.EXACT);
    List<float[][]> asked = new ArrayList<>();
    Model model =
        new KnownModel(
            context -> {
              asked.add(context);
              return context[4];
            },
            Corpora.DIM);
    try (Retriever retriever =
        Retriever.open(index).withModel(model).withStrategy(Strategy.Vector.MODEL)) {
      retriever.search(retriever.at(new Place("d1", 2)), Search.of(3));
    }
    float[][] context = asked.getFirst();
    assertThat(context[0]).isEqualTo(context[1]).isEqualTo(context[2]).isEqualTo(context[3]);
    assertThat(context[4]).isNotEqualTo(context[3]);
  }

  @Test
  void aModelOfOtherVectorsIsRefused() throws IOException {
    Path data = Corpora.drifting(folder.resolve("data"), 4, 12, 3);
    Path index = Corpora.index(data, folder.resolve("index"), SearchType.EXACT);
    try (Retriever retriever = Retriever.open(index)) {
      assertThatThrownBy(() -> retriever.withModel(new KnownModel(c -> c[4], 99)))
          .hasMessageContaining("99 numbers");
      assertThatThrownBy(
              () ->
                  retriever
                      .withStrategy(Strategy.Vector.MODEL)
                      .search(retriever.at(new Place("d1", 5)), Search.of(3)))
          .hasMessageContaining("needs a model");
    }
  }
}
