package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetImport;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.ImportOptions;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodeJobTest {
  private static final String RULES = "cutting " + Chunker.RULES;

  @TempDir Path folder;
  private Path target;

  @BeforeEach
  void makeCorpus() throws IOException {
    target = folder.resolve("dataset");
    Corpora.write(folder, "corpus/one.txt", "The first document says this. And it says that.");
    Corpora.write(
        folder, "corpus/two.jsonl", "{\"id\":\"2\",\"title\":\"T\",\"chunks\":[\"a\",\"b\"]}");
  }

  private EncodeJob job(Optional<Path> cache, boolean overwrite) {
    return EncodeJob.of(List.of(folder.resolve("corpus").toString()), target)
        .withChunkChars(30)
        .withCache(cache)
        .withOverwrite(overwrite);
  }

  private EncodeReport run(Encoder encoder, boolean overwrite) throws IOException {
    return job(Optional.of(folder.resolve("cache")), overwrite).run(encoder, progress -> {});
  }

  @Test
  void writesADatasetWithTextsAndTheEncodersFingerprint() throws IOException {
    FakeEncoder encoder = new FakeEncoder();
    assertThat(run(encoder, false).chunks()).isEqualTo(4);
    try (Dataset dataset = Dataset.open(target)) {
      assertThat(dataset.count()).isEqualTo(4);
      assertThat(dataset.documents())
          .extracting(d -> d.id() + " " + d.title() + " " + d.count())
          .containsExactly("one.txt one 2", "2 T 2");
      String text = dataset.texts().orElseThrow().text(0);
      assertThat(text).isEqualTo("The first document says this.");
      assertThat(dataset.vectors().read(0)).isEqualTo(FakeEncoder.vectorOf(text));
      EncoderFingerprint recorded = dataset.encoder().orElseThrow();
      assertThat(recorded).isEqualTo(encoder.fingerprint());
      assertThat(recorded.differenceFrom(new EncoderFingerprint("other", "", List.of())))
          .isPresent();
    }
  }

  @Test
  void recordsWhatTextsWereCutToUnlessSomeCameInChunksOfTheirOwn() throws IOException {
    run(new FakeEncoder(), false);
    assertThat(cutTo()).isEmpty();
    Files.delete(folder.resolve("corpus/two.jsonl"));
    run(new FakeEncoder(), true);
    assertThat(cutTo()).hasValue(30);
  }

  @Test
  void recordsTheOptionsThatDecideWhatIsInIt() throws IOException {
    Files.delete(folder.resolve("corpus/two.jsonl"));
    job(Optional.empty(), true)
        .withLanguage(Locale.forLanguageTag("de-AT"))
        .withSkipBad(true)
        .withKeepCode(false)
        .run(new FakeEncoder(), progress -> {});
    try (Dataset dataset = Dataset.open(target)) {
      assertThat(dataset.account().options())
          .containsExactly("chunk-chars 30", "language de-AT", RULES, "no-code", "skip-bad");
      assertThat(dataset.encoder().orElseThrow().language()).hasValue("de-AT");
      Path taken = folder.resolve("taken.nv");
      DatasetImport.run(
          target,
          taken,
          ImportOptions.defaults().withContextLength(1).withNormalise(true),
          Progress.none());
      try (Dataset copy = Dataset.open(taken)) {
        assertThat(copy.account().options())
            .containsExactly(
                "chunk-chars 30", "language de-AT", RULES, "no-code", "skip-bad", "normalise");
        assertThat(copy.encoder().orElseThrow().language()).hasValue("de-AT");
        assertThat(copy.encoder().orElseThrow().cutting()).hasValue(Chunker.RULES);
      }
    }
  }

  private OptionalInt cutTo() throws IOException {
    try (Dataset dataset = Dataset.open(target)) {
      return dataset.encoder().orElseThrow().chunkChars();
    }
  }

  @Test
  void refusesATargetThatIsThereBeforeEncodingAnything() throws IOException {
    run(new FakeEncoder(), false);
    FakeEncoder encoder = new FakeEncoder();
    assertThatThrownBy(() -> run(encoder, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(target.toString());
    assertThat(encoder.asked).isEmpty();
    run(encoder, true);
    assertThat(encoder.asked).isEmpty();
  }

  @Test
  void leavesNothingWhenTheEncoderBreaksAndResumesAfterwards() throws IOException {
    assertThatThrownBy(() -> run(new FakeEncoder().failingAfter(3), false))
        .hasMessage("the encoder broke");
    assertThat(Files.exists(target)).isFalse();
    FakeEncoder second = new FakeEncoder();
    run(second, false);
    assertThat(second.asked).hasSize(1);
  }

  @Test
  void remembersNothingWithoutACache() throws IOException {
    job(Optional.empty(), false).run(new FakeEncoder(), progress -> {});
    FakeEncoder again = new FakeEncoder();
    job(Optional.empty(), true).run(again, progress -> {});
    assertThat(again.asked).hasSize(4);
  }
}
