package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.eval.Pool;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.internal.retrieval.IndexWriting.Updated;
import dev.nextvec.progress.Monitor;
import dev.nextvec.retrieval.Context.Place;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpdateTest {
  @TempDir Path folder;

  /** Each document is made of its number: the same wherever it stands. */
  private Path data(String name, int... numbers) throws IOException {
    Path target = folder.resolve(name);
    DatasetOptions options = DatasetOptions.of(Corpora.DIM, VectorType.FLOAT32);
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      for (int number : numbers) {
        String id = "d" + number % 1000;
        Random random = new Random(number);
        int chunks = 8 + number % 5;
        writer.begin(id, "Title", id);
        writer.add(
            Corpora.texts(random, chunks), Corpora.walk(random, chunks, Corpora.DIM), 0, chunks);
        writer.end();
      }
      writer.finish();
    }
    return target;
  }

  private static Updated update(Path data, Path index) throws IOException {
    try (Dataset dataset = Dataset.open(data)) {
      return IndexWriting.update(dataset, index, Optional.empty(), Monitor.none());
    }
  }

  private static List<String> found(Path index, String strategy, String document)
      throws IOException {
    try (Retriever retriever = Retriever.open(index)) {
      return retriever
          .withStrategy(Strategy.parse(strategy))
          .search(retriever.at(new Place(document, 6)), Search.of(1000))
          .stream()
          .sorted(Comparator.comparing(Hit::document).thenComparingLong(Hit::position))
          .map(h -> "%s %d %.4f %s".formatted(h.document(), h.position(), h.score(), h.text()))
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource(SearchType.class)
  void anUpdatedIndexAnswersAsOneMadeAnew(SearchType type) throws IOException {
    Path index = Corpora.index(data("before", 1, 2, 3, 4, 5, 6), folder.resolve("index"), type);
    Path after = data("after", 7, 1, 3, 1004, 6, 8);
    Updated updated = update(after, index);
    assertThat(updated.kept()).isEqualTo(3);
    assertThat(updated.added()).isEqualTo(2);
    assertThat(updated.changed()).isEqualTo(1);
    assertThat(updated.removed()).isEqualTo(2);
    Path anew = Corpora.index(after, folder.resolve("anew"), type);
    for (String strategy : List.of("persistence", "bm25", "average+0.6*bm25")) {
      for (String document : List.of("d1", "d4", "d8")) {
        assertThat(found(index, strategy, document)).isEqualTo(found(anew, strategy, document));
      }
    }
  }

  @Test
  void nothingToDoIsDoneAndRemovingIsEnough() throws IOException {
    Path before = data("before", 1, 2, 3);
    Path index = Corpora.index(before, folder.resolve("index"), SearchType.HNSW);
    assertThat(update(before, index).kept()).isEqualTo(3);
    Updated less = update(data("less", 3, 1), index);
    assertThat(less.removed()).isEqualTo(1);
    assertThat(less.made().size().documents()).isEqualTo(2);
    assertThat(found(index, "persistence", "d3")).isNotEmpty().noneMatch(h -> h.startsWith("d2"));
  }

  @Test
  void theEvaluationOfAnUpdatedIndexIsThatOfOneMadeAnew() throws IOException {
    int[] first = new int[30];
    int[] second = new int[40];
    for (int i = 0; i < 40; i++) {
      first[i % 30] = i + 1;
      second[i] = 40 - i;
    }
    Path index = Corpora.index(data("before", first), folder.resolve("index"), SearchType.EXACT);
    Path after = data("after", second);
    update(after, index);
    Path anew = Corpora.index(after, folder.resolve("anew"), SearchType.EXACT);
    RetrievalResult expected = evaluate(anew, after);
    RetrievalResult found = evaluate(index, after);
    for (int i = 0; i < expected.rows().size(); i++) {
      assertThat(found.rows().get(i).strategy()).isEqualTo(expected.rows().get(i).strategy());
      assertThat(found.rows().get(i).figures()).isEqualTo(expected.rows().get(i).figures());
    }
  }

  private static RetrievalResult evaluate(Path index, Path data) throws IOException {
    try (OpenedIndex open = OpenedIndex.open(index);
        Dataset dataset = Dataset.open(data)) {
      return new RetrievalEvaluation(
              open,
              dataset,
              Split.of(dataset, 5, 1),
              Pool.CORPUS,
              new PlainEngine(2),
              Optional.empty(),
              "",
              FoldModels.NONE,
              List.of(),
              Monitor.none())
          .measure();
    }
  }

  @Test
  void aDatasetOfAnotherKindIsRefusedAndTheIndexStays() throws IOException {
    Path before = data("before", 1, 2, 3);
    Path index = Corpora.index(before, folder.resolve("index"), SearchType.EXACT);
    Path other = Corpora.of(folder.resolve("other"), 8, Corpora.walk(new Random(1), 20, 8));
    assertThatThrownBy(() -> update(other, index)).hasMessageContaining("make the index anew");
    assertThatThrownBy(() -> update(before, folder.resolve("none")))
        .hasMessageContaining("does not exist");
    assertThat(found(index, "persistence", "d2")).isNotEmpty();
  }
}
