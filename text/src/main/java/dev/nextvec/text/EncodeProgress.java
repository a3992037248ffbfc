package dev.nextvec.text;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far an encoding has come.
 *
 * @param chunks chunks whose vectors are known, cached ones counted
 * @param estimatedChunks chunks in all, judged from the share of the input's bytes read so far;
 *     exact once everything is read
 * @param encoded chunks that had to be encoded
 * @param encoding time spent encoding them
 */
public record EncodeProgress(long chunks, long estimatedChunks, long encoded, Duration encoding) {
  private static final int ENOUGH_TO_JUDGE = 16;

  /** Chunks encoded per second; empty until a few are done. */
  public OptionalDouble chunksPerSecond() {
    double seconds = encoding.toNanos() / 1e9;
    return encoded >= ENOUGH_TO_JUDGE && seconds > 0
        ? OptionalDouble.of(encoded / seconds)
        : OptionalDouble.empty();
  }

  /** Time left, should the rest have to be encoded at the same rate; empty until a few are done. */
  public Optional<Duration> remaining() {
    OptionalDouble rate = chunksPerSecond();
    return rate.isPresent()
        ? Optional.of(
            Duration.ofMillis((long) (1000 * (estimatedChunks - chunks) / rate.getAsDouble())))
        : Optional.empty();
  }

  /** Told often; be quick. */
  @FunctionalInterface
  public interface Listener {
    void update(EncodeProgress progress);
  }
}
