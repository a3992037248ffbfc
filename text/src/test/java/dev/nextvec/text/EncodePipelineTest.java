package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodePipelineTest {
  private static final int CHUNKS = 2500;

  @TempDir Path folder;

  private final List<EncodeProgress> progress = new ArrayList<>();

  /** Writes what it receives as text, and checks the vectors. */
  private static final class Written implements ChunkTarget {
    final List<String> lines = new ArrayList<>();

    @Override
    public void begin(SourceDocument document) {
      lines.add("begin " + document.id() + " " + document.title());
    }

    @Override
    public void chunk(String text, float[] vector) {
      assertThat(vector).isEqualTo(FakeEncoder.vectorOf(text));
      lines.add(text);
    }

    @Override
    public void end() {
      lines.add("end");
    }
  }

  /** Documents of ready-made chunks, longer than a window of the pipeline together. */
  private List<String> corpus() throws IOException {
    StringBuilder jsonl = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int first = 0; first < CHUNKS; first += 500) {
      List<String> chunks = new ArrayList<>();
      expected.add("begin d" + first + " t");
      for (int i = first; i < first + 500; i++) {
        chunks.add("\"chunk " + i + "\"");
        expected.add("chunk " + i);
      }
      expected.add("end");
      jsonl.append(
          "{\"id\":\"d%d\",\"title\":\"t\",\"chunks\":[%s]}\n"
              .formatted(first, String.join(",", chunks)));
    }
    Corpora.write(folder, "corpus/a.jsonl", jsonl.toString());
    Corpora.write(folder, "corpus/b.txt", "  \n");
    return expected;
  }

  private EncodeReport run(Encoder encoder, ChunkTarget target) throws IOException {
    try (EmbeddingCache cache =
        EmbeddingCache.open(folder.resolve("cache"), encoder.fingerprint(), encoder.dimension())) {
      Corpus corpus = Corpus.find(List.of(folder.resolve("corpus").toString()));
      return new EncodePipeline(corpus, true, new Chunker(), encoder, cache, progress::add)
          .run(target);
    }
  }

  @Test
  void handsOnEveryChunkInOrderWithItsVector() throws IOException {
    List<String> expected = corpus();
    Written written = new Written();
    EncodeReport report = run(new FakeEncoder(), written);
    assertThat(written.lines).isEqualTo(expected);
    assertThat(report.chunks()).isEqualTo(CHUNKS);
    assertThat(report.encoded()).isEqualTo(CHUNKS);
    assertThat(report.documents()).isEqualTo(5);
    assertThat(report.emptyDocuments()).isEqualTo(1);
  }

  @Test
  void encodesNothingTwiceAfterAnInterruption() throws IOException {
    List<String> expected = corpus();
    assertThatThrownBy(() -> run(new FakeEncoder().failingAfter(1500), new Written()))
        .isInstanceOf(IOException.class);
    FakeEncoder second = new FakeEncoder();
    Written written = new Written();
    EncodeReport report = run(second, written);
    assertThat(second.asked).hasSize(CHUNKS - 1500);
    assertThat(report.encoded()).isEqualTo(CHUNKS - 1500);
    assertThat(written.lines).isEqualTo(expected);
    FakeEncoder third = new FakeEncoder();
    run(third, new Written());
    assertThat(third.asked).isEmpty();
  }

  @Test
  void encodesATextThatOccursTwiceOnce() throws IOException {
    Corpora.write(
        folder,
        "corpus/a.jsonl",
        "{\"chunks\":[\"same\",\"other\",\"same\"]}\n{\"chunks\":[\"same\"]}");
    FakeEncoder encoder = new FakeEncoder();
    assertThat(run(encoder, new Written()).chunks()).isEqualTo(4);
    assertThat(encoder.asked).containsExactlyInAnyOrder("same", "other");
  }

  @Test
  void reportsProgressThatEndsWithEverythingDone() throws IOException {
    corpus();
    run(new FakeEncoder(), new Written());
    assertThat(progress).isSortedAccordingTo((a, b) -> Long.compare(a.chunks(), b.chunks()));
    EncodeProgress last = progress.get(progress.size() - 1);
    assertThat(last.chunks()).isEqualTo(CHUNKS);
    assertThat(last.estimatedChunks()).isEqualTo(CHUNKS);
    assertThat(last.encoded()).isEqualTo(CHUNKS);
    assertThat(last.remaining()).isPresent();
  }

  @Test
  void refusesACorpusWithoutAnyText() throws IOException {
    Corpora.write(folder, "corpus/a.txt", "\u200B\n\n \n");
    Corpora.write(folder, "corpus/b.md", "---\ntitle: Only a title\n---\n");
    assertThatThrownBy(() -> run(new FakeEncoder(), new Written()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no text to encode: 2 documents, all empty");
  }
}
