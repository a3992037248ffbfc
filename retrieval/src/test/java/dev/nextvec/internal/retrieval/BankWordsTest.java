package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankWordsTest {
  @TempDir Path folder;

  @Test
  void everyScoreIsToTheLastBitWhatTheIndexGivesHoweverOftenAWordWasSeen() throws Exception {
    Path data = Corpora.drifting(folder.resolve("data"), 30, 15, 4);
    Path index = Corpora.index(data, folder.resolve("index"), SearchType.EXACT);
    try (Dataset dataset = Dataset.open(data);
        OpenedIndex opened = OpenedIndex.open(index)) {
      Windows windows = dataset.windows(5);
      ChunkIndex chunks = opened.chunks();
      RowMap map = opened.map(dataset);
      int[] test = Split.of(dataset, 5, 1).test();
      for (Bank bank : List.of(Bank.whole(windows, map), Bank.touched(windows, test, map))) {
        BankWords words = new BankWords(chunks, bank);
        for (int row = 0; row < chunks.rows(); row++) {
          String text = chunks.text(row) + (row % 7 == 0 ? " never seen" : "");
          float[] expected = bank.apply(chunks.words(List.of(text)));
          assertThat(words.of(text)).isEqualTo(expected);
          assertThat(expected).isNotEqualTo(new float[bank.size()]);
        }
      }
    }
  }
}
