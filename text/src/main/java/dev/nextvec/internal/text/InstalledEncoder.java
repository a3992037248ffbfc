package dev.nextvec.internal.text;

import dev.nextvec.data.EncoderCheck;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import java.io.IOException;
import java.util.Optional;

/** Checks a fingerprint against the encoder that comes with the program, if it is that one. */
public final class InstalledEncoder implements EncoderCheck {
  private final int threads;

  /**
   * A check that is yet to be made.
   *
   * @param threads of the encoder
   */
  public InstalledEncoder(int threads) {
    this.threads = threads;
  }

  @Override
  public Reply check(EncoderFingerprint recorded) {
    if (!recorded.name().equals(DefaultEncoder.NAME)) {
      return new Reply(
          State.NOT_CHECKED,
          "only `" + DefaultEncoder.NAME + "` comes with this program, to encode its probe texts");
    }
    try (Encoder encoder = DefaultEncoder.open(threads)) {
      Optional<String> difference = recorded.differenceFrom(encoder.fingerprint());
      return difference
          .map(words -> new Reply(State.DIFFERENT, words))
          .orElseGet(() -> new Reply(State.SAME, ""));
    } catch (IOException | LinkageError e) {
      return new Reply(
          State.NOT_CHECKED,
          "it does not load here: "
              + String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("no message"));
    }
  }
}
