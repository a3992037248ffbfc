package dev.nextvec.text;

import java.time.Duration;
import java.util.Optional;

/**
 * How far an encoding has come.
 *
 * @param chunks chunks whose vectors are known, cached ones counted
 * @param estimatedChunks chunks in all, judged from the share of the input's bytes read so far;
 *     exact once everything is read
 * @param encoded chunks that had to be encoded
 * @param elapsed time since the start
 */
public record EncodeProgress(long chunks, long estimatedChunks, long encoded, Duration elapsed) {

  /** Chunks encoded per second; 0 before the first. */
  public double chunksPerSecond() {
    double seconds = elapsed.toNanos() / 1e9;
    return seconds > 0 ? encoded / seconds : 0;
  }

  /** Time left, should the rest have to be encoded at the same rate. */
  public Optional<Duration> remaining() {
    double rate = chunksPerSecond();
    return rate > 0
        ? Optional.of(Duration.ofMillis((long) (1000 * (estimatedChunks - chunks) / rate)))
        : Optional.empty();
  }

  /** Told often; be quick. */
  @FunctionalInterface
  public interface Listener {
    void update(EncodeProgress progress);
  }
}
