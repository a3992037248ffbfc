package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network never meets vectors of another encoder than the one it learned from. */
final class RunEncoderTest {
  private static final TrainingConfig CONFIG = Tiny.config(1, 1e-3, 1);
  private static final EncoderFingerprint ONE = encoder("one", "aaaa", 1, 0);
  private static final EncoderFingerprint TWO = encoder("two", "bbbb", 0, 1);

  @TempDir Path directory;

  @BeforeEach
  void train() throws IOException {
    try (Dataset data = dataset("data", Optional.of(ONE))) {
      Tiny.train(data, Tiny.architecture("lstm"), CONFIG, run().path(), Tiny.NEVER);
    }
  }

  private static EncoderFingerprint encoder(String name, String hash, float... vector) {
    return new EncoderFingerprint(
        name, hash, List.of(EncoderFingerprint.ProbeText.of("probe", vector)));
  }

  private RunDirectory run() {
    return new RunDirectory(directory.resolve("run"));
  }

  /** The same vectors each time; only what is said of them differs. */
  private Dataset dataset(String name, Optional<EncoderFingerprint> encoder) throws IOException {
    Path path = directory.resolve(name);
    DatasetOptions options = DatasetOptions.of(Tiny.DIM, VectorType.FLOAT32).withEncoder(encoder);
    try (Dataset tiny = Tiny.dataset(directory.resolve(name + "-plain"));
        DatasetWriter writer = DatasetWriter.create(path, options)) {
      float[] rows = new float[15 * Tiny.DIM];
      for (int document = 0; document < 12; document++) {
        tiny.vectors().read(document * 15, 15, rows, 0);
        writer.append("d" + document, "", "d" + document, List.of(), rows);
      }
      writer.finish();
    }
    return Dataset.open(path);
  }

  @Test
  void keepsTheEncoderBesideTheWeights() throws IOException {
    assertThat(run().path().resolve("encoder.json")).content().contains("\"one\"", "aaaa", "probe");
  }

  @Test
  void itsProvenanceNamesTheEncoderAndItsPrecision() throws IOException {
    assertThat(run().info().provenance().encoder()).hasValue("one");
    EncoderFingerprint narrow =
        new EncoderFingerprint("two", "bbbb", EncoderPrecision.BFLOAT16, TWO.probes());
    RunDirectory other = new RunDirectory(directory.resolve("narrow"));
    try (Dataset data = dataset("narrow-data", Optional.of(narrow))) {
      Tiny.train(data, Tiny.architecture("lstm"), CONFIG, other.path(), Tiny.NEVER);
    }
    assertThat(other.info().provenance().encoder()).hasValue("two in bfloat16");
  }

  @Test
  void aTrainingThatGoesOnKeepsTheOneThatItRecorded() throws IOException {
    try (Dataset anew = dataset("anew", Optional.of(ONE.cutAt(120, "en", 2)))) {
      Tiny.train(
          anew, Tiny.architecture("lstm"), Tiny.config(2, 1e-3, 1), run().path(), Tiny.NEVER);
      assertThat(run().path().resolve("encoder.json")).content().doesNotContain("chunk_chars");
      assertThatCode(() -> run().requireSameEncoder(anew)).doesNotThrowAnyException();
    }
  }

  @Test
  void aLostOneIsWrittenAgainThoughTheDatasetSaysMoreOfItNow() throws IOException {
    Files.delete(run().path().resolve("encoder.json"));
    try (Dataset anew = dataset("anew", Optional.of(ONE.cutAt(120, "en", 2)))) {
      assertThatThrownBy(() -> run().requireSameEncoder(anew))
          .hasMessageEndingWith("restore it, or run the training's command again");
      Tiny.train(anew, Tiny.architecture("lstm"), CONFIG, run().path(), Tiny.NEVER);
      assertThatCode(() -> run().requireSameEncoder(anew)).doesNotThrowAnyException();
      assertThat(run().encoder()).isEqualTo(anew.encoder());
    }
    Files.delete(run().path().resolve("encoder.json"));
    for (Optional<EncoderFingerprint> other :
        List.of(Optional.of(TWO), Optional.<EncoderFingerprint>empty())) {
      try (Dataset data = dataset("lost-" + other.isPresent(), other)) {
        assertThatThrownBy(
                () -> Tiny.train(data, Tiny.architecture("lstm"), CONFIG, run().path(), Tiny.NEVER))
            .isInstanceOf(IOException.class)
            .hasMessageContainingAll("encoder.json does not exist", "not `one`", "restore it")
            .hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void meetsVectorsOfTheSameEncoderAndOfNoneThatIsKnown() throws IOException {
    for (Optional<EncoderFingerprint> said :
        List.of(Optional.of(ONE), Optional.<EncoderFingerprint>empty())) {
      try (Dataset data = dataset("again-" + said.isPresent(), said)) {
        assertThatCode(() -> run().requireSameEncoder(data)).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void refusesVectorsOfAnotherEncoder() throws IOException {
    try (Dataset other = dataset("other", Optional.of(TWO))) {
      SpeedProbe probe = new SpeedProbe(Duration.ZERO, Duration.ZERO, List.of(1));
      assertThatThrownBy(
              () ->
                  RunEvaluation.run(
                      run(),
                      Tiny.engine(),
                      other,
                      probe,
                      Optional.empty(),
                      (a, b) -> {},
                      new ResultCache(directory.resolve("cache"), line -> {})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("run", "other", "`one`", "`two`", "weights differ")
          .hasMessageNotContaining("\n");
      assertThatThrownBy(
              () -> Tiny.train(other, Tiny.architecture("lstm"), CONFIG, run().path(), Tiny.NEVER))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("`two`");
    }
  }

  @Test
  void aDamagedFileIsRefusedInOneLine() throws IOException {
    Files.writeString(run().path().resolve("encoder.json"), "{\"name\":");
    try (Dataset data = dataset("again", Optional.of(ONE))) {
      assertThatThrownBy(() -> run().requireSameEncoder(data))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("encoder.json is not the encoder of this training any more")
          .hasMessageNotContaining("\n");
    }
  }
}
