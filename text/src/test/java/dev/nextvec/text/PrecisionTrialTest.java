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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without libtorch there is float32 alone. */
class PrecisionTrialTest {
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

  /** An encoder that is nothing but its fingerprint, and knows whether it was closed. */
  private static final class Known implements Encoder {
    private final EncoderFingerprint fingerprint;
    private boolean closed;

    Known(EncoderPrecision precision, float y) {
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
      for (int i = 0; i < texts.size(); i++) {
        sink.accept(i, new float[] {1, 0});
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Known exact = new Known(EncoderPrecision.FLOAT32, 0);

  @Test
  void float32LoadsNothingElse() throws IOException {
    Encoder chosen =
        PrecisionTrial.open(
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
    Known near = new Known(EncoderPrecision.BFLOAT16, 0.01f);
    Encoder chosen = PrecisionTrial.open(PrecisionChoice.BFLOAT16, exact, () -> near, told::add);
    assertThat(chosen).isSameAs(near);
    assertThat(near.closed).isFalse();
    assertThat(exact.closed).isTrue();
    assertThat(told).hasSize(1).first().asString().startsWith("warning: this processor");
  }

  @Test
  void bfloat16IsRefusedWhereItLosesTooMuchAndBothAreClosed() {
    Known far = new Known(EncoderPrecision.BFLOAT16, 0.02f); // cosine 0.9998
    assertThatThrownBy(
            () -> PrecisionTrial.open(PrecisionChoice.BFLOAT16, exact, () -> far, told::add))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("known loses too much in bfloat16", "cosine 0.9998", "float32");
    assertThat(far.closed).isTrue();
    assertThat(exact.closed).isTrue();
  }

  @Test
  void whatCannotBeLoadedIsOneClearFailure() {
    assertThatThrownBy(
            () ->
                PrecisionTrial.open(
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
        PrecisionTrial.open(
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
