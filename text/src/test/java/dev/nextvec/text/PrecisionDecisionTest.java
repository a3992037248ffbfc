package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.engine.EngineMissing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is decided on two encoders that are nothing but their fingerprints and the time they take;
 * and that without libtorch there is float32 alone.
 */
class PrecisionDecisionTest {
  private static final String ENGINE = "nextvec.engine";

  @BeforeAll
  static void leaveLibtorchOut() {
    System.setProperty(ENGINE, "plain");
  }

  @AfterAll
  static void asItWas() {
    System.clearProperty(ENGINE);
  }

  private final List<String> told = new ArrayList<>();
  private long now;

  /** Where the processor has nothing for bfloat16. */
  private PrecisionDecision trial() {
    return new PrecisionDecision(Optional::empty, () -> now);
  }

  /** Where it has, and the encoders' own time is the only one. */
  private Encoder automatic(Known narrow) throws IOException {
    PrecisionDecision trial = new PrecisionDecision(() -> Optional.of("avx512_bf16"), () -> now);
    return trial.open(PrecisionChoice.AUTO, exact, () -> narrow, told::add);
  }

  /** An encoder that takes as long as is said, and knows whether it was closed. */
  private final class Known implements Encoder {
    private final EncoderFingerprint fingerprint;
    private final long nanos;
    private boolean closed;

    Known(EncoderPrecision precision, float y, long nanos) {
      this.nanos = nanos;
      float[] vector = {1, y};
      fingerprint =
          Probes.fingerprint("known", "aa", precision, new float[][] {vector, vector, vector});
    }

    @Override
    public String name() {
      return fingerprint.name();
    }

    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public EncoderFingerprint fingerprint() {
      return fingerprint;
    }

    @Override
    public void encode(List<String> texts, Sink sink) throws IOException {
      now += nanos;
      for (int i = 0; i < texts.size(); i++) {
        sink.accept(i, new float[] {1, 0});
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Known exact = new Known(EncoderPrecision.FLOAT32, 0, 1000);

  @Test
  void float32LoadsNothingElse() throws IOException {
    Encoder chosen =
        trial()
            .open(
                PrecisionChoice.FLOAT32,
                exact,
                () -> {
                  throw new AssertionError("not wanted");
                },
                told::add);
    assertThat(chosen).isSameAs(exact);
    assertThat(exact.closed).isFalse();
    assertThat(told).isEmpty();
  }

  @Test
  void bfloat16IsTakenWhereItIsNearAndTheOtherIsClosed() throws IOException {
    Known near = new Known(EncoderPrecision.BFLOAT16, 0.01f, 1000);
    Encoder chosen = trial().open(PrecisionChoice.BFLOAT16, exact, () -> near, told::add);
    assertThat(chosen).isSameAs(near);
    assertThat(near.closed).isFalse();
    assertThat(exact.closed).isTrue();
    assertThat(told).hasSize(1).first().asString().startsWith("warning: this processor");
  }

  @Test
  void bfloat16IsRefusedWhereItLosesTooMuchAndBothAreClosed() {
    Known far = new Known(EncoderPrecision.BFLOAT16, 0.02f, 1000); // cosine 0.9998
    assertThatThrownBy(() -> trial().open(PrecisionChoice.BFLOAT16, exact, () -> far, told::add))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("known loses too much in bfloat16", "cosine 0.9998", "float32");
    assertThat(far.closed).isTrue();
    assertThat(exact.closed).isTrue();
  }

  @Test
  void whatCannotBeLoadedIsOneClearFailure() {
    assertThatThrownBy(
            () ->
                trial()
                    .open(
                        PrecisionChoice.BFLOAT16,
                        exact,
                        () -> {
                          throw new EngineMissing("this machine cannot");
                        },
                        told::add))
        .isInstanceOf(IOException.class)
        .hasMessage("this machine cannot");
    assertThat(exact.closed).isTrue();
  }

  @Test
  void autoStaysWithFloat32WhereNothingComputesBfloat16() throws IOException {
    Encoder chosen =
        trial()
            .open(
                PrecisionChoice.AUTO,
                exact,
                () -> {
                  throw new AssertionError("not wanted");
                },
                told::add);
    assertThat(chosen).isSameAs(exact);
    assertThat(exact.closed).isFalse();
    assertThat(told).hasSize(1).first().asString().startsWith("encodes in float32: ");
  }

  @Test
  void autoTakesBfloat16WhereItIsATenthFaster() throws IOException {
    Known narrow = new Known(EncoderPrecision.BFLOAT16, 0.01f, 900);
    assertThat(automatic(narrow)).isSameAs(narrow);
    assertThat(exact.closed).isTrue();
    assertThat(narrow.closed).isFalse();
    assertThat(told)
        .containsExactly(
            "encodes in bfloat16: bfloat16 is measured to be 1.1 times as fast as float32 here");
  }

  @ParameterizedTest
  @ValueSource(longs = {950, 1000, 3000}) // less than a tenth faster, as fast, slower
  void autoStaysWithFloat32WhereBfloat16IsNot(long nanos) throws IOException {
    Known narrow = new Known(EncoderPrecision.BFLOAT16, 0.01f, nanos);
    assertThat(automatic(narrow)).isSameAs(exact);
    assertThat(exact.closed).isFalse();
    assertThat(narrow.closed).isTrue();
    assertThat(told).hasSize(1).first().asString().startsWith("encodes in float32: bfloat16 is");
  }

  @Test
  void autoStaysWithFloat32WhereBfloat16LosesTooMuchHoweverFastItIs() throws IOException {
    Known far = new Known(EncoderPrecision.BFLOAT16, 0.02f, 1); // cosine 0.9998
    assertThat(automatic(far)).isSameAs(exact);
    assertThat(exact.closed).isFalse();
    assertThat(far.closed).isTrue();
    assertThat(told).hasSize(1).first().asString().contains("float32: ", "loses too much", ".9998");
  }

  @Test
  void autoStaysWithFloat32WhereBfloat16CannotBeLoaded() throws IOException {
    PrecisionDecision trial = new PrecisionDecision(() -> Optional.of("amx_bf16"), () -> now);
    Encoder chosen =
        trial.open(
            PrecisionChoice.AUTO,
            exact,
            () -> {
              throw new EngineMissing("this machine cannot");
            },
            told::add);
    assertThat(chosen).isSameAs(exact);
    assertThat(exact.closed).isFalse();
    assertThat(told).containsExactly("encodes in float32: this machine cannot");
  }

  @Test
  void aDirectoryWithAnotherKindOfNetworkSaysSo(@TempDir Path folder) throws IOException {
    TinyNetwork.write(folder, true);
    assertThatThrownBy(
            () -> SentenceTransformerDirectory.open(folder, 1, PrecisionChoice.BFLOAT16, told::add))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("model.onnx", "not a BERT network");
  }

  @Test
  void theDefaultEncoderSaysWhatIsMissing() {
    assertThatThrownBy(() -> DefaultEncoder.open(1, PrecisionChoice.BFLOAT16, told::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("encoding in bfloat16 needs nextvec-training on the class path");
  }
}
