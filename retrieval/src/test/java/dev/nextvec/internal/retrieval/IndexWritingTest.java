package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.retrieval.IndexSettings.Quantisation;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.progress.Monitor;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Context.Place;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IndexWritingTest {
  @TempDir Path folder;

  private static IndexManifest write(Path data, Path out, IndexSettings settings)
      throws IOException {
    try (Dataset dataset = Dataset.open(data)) {
      return new IndexWriting(settings, 5, Optional.empty(), Monitor.none())
          .write(dataset, out, false);
    }
  }

  /** Clusters of points: the neighbours of one are many and close. */
  private static float[] clusters(int clusters, int each, int dimension) {
    Random random = new Random(7);
    float[] rows = new float[clusters * each * dimension];
    float[] centre = new float[dimension];
    for (int i = 0; i < rows.length; i++) {
      if (i % (each * dimension) < dimension) {
        centre[i % dimension] = (float) random.nextGaussian();
      }
      rows[i] = centre[i % dimension] + 0.3f * (float) random.nextGaussian();
    }
    return rows;
  }

  @ParameterizedTest
  @EnumSource(Quantisation.class)
  void aGraphFindsNearlyAllOfTheNearest(Quantisation quantise) throws IOException {
    Path data = Corpora.of(folder.resolve("data"), 32, clusters(60, 100, 32));
    IndexManifest made =
        write(data, folder.resolve("index"), new IndexSettings(SearchType.HNSW, 16, 100, quantise));
    assertThat(made.check().recall().orElseThrow()).isBetween(0.95, 1.0);
    assertThat(made.check().queries()).isEqualTo(200);
    assertThat(made.check().unreachable()).isZero();
    assertThat(IndexManifest.read(folder.resolve("index"))).isEqualTo(made);
  }

  @Test
  void aGraphThatIsTooThinIsMeasuredToMiss() throws IOException {
    Path data = Corpora.of(folder.resolve("data"), 32, clusters(60, 100, 32));
    IndexManifest made =
        write(
            data,
            folder.resolve("index"),
            new IndexSettings(SearchType.HNSW, 2, 2, Quantisation.NONE));
    assertThat(made.check().recall().orElseThrow()).isLessThan(IndexCheck.LEAST_RECALL);
  }

  @Test
  void aThousandCopiesHideNothingOrAreReported() throws IOException {
    float[] rows = clusters(30, 100, 32);
    for (int copy = 0; copy < 1000; copy++) {
      System.arraycopy(rows, 0, rows, (1000 + copy) * 32, 32);
    }
    Path data = Corpora.of(folder.resolve("data"), 32, rows);
    Path index = folder.resolve("index");
    IndexManifest made = write(data, index, IndexSettings.of(SearchType.HNSW));
    assertThat(made.check().copies()).isEqualTo(1001);
    try (ChunkIndex open = ChunkIndex.open(index)) {
      long lost = 0;
      for (int row = 0; row < 3000; row++) {
        float[] own = open.read(row);
        float[] best = open.read(open.near(QueryVector.plain(own), 10, null)[0]);
        lost += Rows.cosine(own, best) < 0.9999 ? 1 : 0;
      }
      assertThat(lost).isLessThanOrEqualTo(made.check().unreachable());
    }
  }

  @Test
  void aNodeWithoutAWayToItIsCounted() throws IOException {
    Path data = Corpora.of(folder.resolve("data"), 32, clusters(20, 100, 32));
    write(data, folder.resolve("index"), IndexSettings.of(SearchType.HNSW));
    try (ChunkIndex open = ChunkIndex.open(folder.resolve("index"))) {
      assertThat(open.graph().size()).isEqualTo(2000);
      assertThat(Reach.unreachable(new CutOff(open.graph(), 17))).isEqualTo(1);
    }
  }

  @Test
  void moreThanLucenesOwnMostDimensionsAreIndexed() throws IOException {
    for (SearchType type : SearchType.values()) {
      Path data =
          Corpora.of(folder.resolve("data" + type), 1536, Corpora.walk(new Random(1), 40, 1536));
      Path index = folder.resolve("index" + type);
      write(data, index, IndexSettings.of(type));
      try (Retriever retriever = Retriever.open(index)) {
        Context context = retriever.at(new Place("all", 20));
        assertThat(retriever.search(context, Search.of(3)).getFirst().position())
            .isBetween(20L, 22L);
      }
    }
  }

  @Test
  void oneChunkIsACorpus() throws IOException {
    float[] row = new float[8];
    row[2] = 3;
    Path data = Corpora.of(folder.resolve("data"), 8, row);
    for (SearchType type : SearchType.values()) {
      Path index = folder.resolve("index" + type);
      write(data, index, IndexSettings.of(type));
      try (Retriever retriever = Retriever.open(index)) {
        Context context = retriever.at(new Place("all", 1));
        assertThat(context.vectors().getFirst()).containsExactly(row);
        assertThat(retriever.search(context, Search.of(3))).isEmpty();
        float[] other = new float[8];
        other[2] = 1;
        other[3] = 1;
        assertThat(
                retriever.search(Context.ofVectors(List.of(other), Optional.empty()), Search.of(3)))
            .hasSize(1);
      }
    }
  }

  @Test
  void emptyTextsAreIndexed() throws IOException {
    Path data = Corpora.drifting(folder.resolve("data"), 3, 8, 1);
    Path texts = data.resolve("chunks.jsonl");
    boolean plain = Files.exists(texts);
    Files.deleteIfExists(data.resolve("chunks.jsonl.gz"));
    Files.writeString(texts, "{\"text\":\"\"}\n".repeat(24));
    Files.delete(data.resolve("dataset.json"));
    write(data, folder.resolve("index"), IndexSettings.of(SearchType.EXACT));
    try (Retriever retriever = Retriever.open(folder.resolve("index"))) {
      assertThat(plain || Files.exists(texts)).isTrue();
      assertThat(
              retriever
                  .withStrategy(Strategy.parse("persistence+0.5*bm25"))
                  .search(retriever.at(new Place("d0", 5)), Search.of(3)))
          .hasSize(3);
    }
  }

  @Test
  void vectorsThatNothingCanBeComputedWithAreRefusedAndNothingIsWritten() throws IOException {
    Path data = Corpora.of(folder.resolve("data"), 4, new float[] {1, 0, 0, 0, 0, 1, 0, 0});
    Files.delete(data.resolve("dataset.json"));
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 0}) {
      try (RandomAccessFile file =
          new RandomAccessFile(data.resolve("vectors.npy").toFile(), "rw")) {
        file.seek(file.length() - 3 * Float.BYTES);
        file.writeInt(Integer.reverseBytes(Float.floatToIntBits(bad)));
      }
      assertThatThrownBy(
              () -> write(data, folder.resolve("index"), IndexSettings.of(SearchType.EXACT)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("row 1");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(data);
    }
  }

  @Test
  void whatIsNoIndexIsNotReplaced() throws IOException {
    Path data = Corpora.drifting(folder.resolve("data"), 3, 8, 1);
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("letter.txt"), "dear");
    try (Dataset dataset = Dataset.open(data)) {
      IndexWriting writing =
          new IndexWriting(IndexSettings.of(SearchType.EXACT), 5, Optional.empty(), Monitor.none());
      assertThatThrownBy(() -> writing.write(dataset, other, true))
          .hasMessageContaining("index.json");
      writing.write(dataset, folder.resolve("index"), false);
      assertThatThrownBy(() -> writing.write(dataset, folder.resolve("index"), false))
          .hasMessageContaining("exists");
      writing.write(dataset, folder.resolve("index"), true);
    }
  }

  @Test
  void aFlippedBitInAnyFileIsRefused() throws IOException {
    Path data = Corpora.drifting(folder.resolve("data"), 3, 8, 1);
    Path index = Corpora.index(data, folder.resolve("index"), SearchType.HNSW);
    List<Path> files;
    try (Stream<Path> all = Files.list(index)) {
      files = all.toList();
    }
    assertThat(files).hasSizeGreaterThan(10);
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      for (int at = 0; at < bytes.length; at += Math.max(1, bytes.length / 7)) {
        bytes[at] ^= 4;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Retriever.open(index))
            .as("byte %d of %s", at, file)
            .isInstanceOf(IOException.class);
        bytes[at] ^= 4;
      }
      Files.write(file, bytes);
    }
    Retriever.open(index).close();
  }

  @Test
  void anIndexThatWasChangedIsRefused() throws IOException {
    Path data = Corpora.drifting(folder.resolve("data"), 3, 8, 1);
    Path index = Corpora.index(data, folder.resolve("index"), SearchType.EXACT);
    Path manifest = index.resolve("index.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"drift\"", "\"draft\""));
    assertThatThrownBy(() -> Retriever.open(index)).hasMessageContaining("changed or damaged");
    Files.writeString(manifest, text);
    Retriever.open(index).close();
    try (Stream<Path> files = Files.list(index)) {
      Files.delete(
          files.filter(file -> file.toString().endsWith(".vec")).findFirst().orElseThrow());
    }
    assertThatThrownBy(() -> Retriever.open(index)).hasMessageContaining("make the index again");
    assertThatThrownBy(() -> Retriever.open(data)).hasMessageContaining("nextvec index");
  }
}
