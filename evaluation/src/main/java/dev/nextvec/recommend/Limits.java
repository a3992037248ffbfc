package dev.nextvec.recommend;

import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.eval.Speed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a model may cost at most.
 *
 * @param latency 95th percentile of the time of one prediction, in milliseconds
 * @param memory weights and intermediate results of one prediction, in bytes
 * @param size weights, in bytes
 */
public record Limits(OptionalDouble latency, OptionalLong memory, OptionalLong size) {
  /** Anything goes. */
  public static final Limits NONE =
      new Limits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty());

  public Limits {
    if (latency.isPresent() && !(latency.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "`max-latency` must be positive but was " + latency.getAsDouble());
    }
    positive("max-memory", memory);
    positive("max-size", size);
  }

  private static void positive(String name, OptionalLong bytes) {
    if (bytes.isPresent() && bytes.getAsLong() <= 0) {
      throw new IllegalArgumentException(
          "`%s` must be positive but was %d bytes".formatted(name, bytes.getAsLong()));
    }
  }

  /** The limits in words; empty if there are none. */
  public String inWords() {
    List<String> words = new ArrayList<>();
    latency.ifPresent(ms -> words.add("p95 at most " + milliseconds(ms)));
    memory.ifPresent(bytes -> words.add("memory at most " + Figures.bytes(bytes)));
    size.ifPresent(bytes -> words.add("weights of at most " + Figures.bytes(bytes)));
    return String.join(", ", words);
  }

  /**
   * Whether what the limits look at is known of a row. A busy machine makes a prediction slower,
   * never faster: what kept to the limit then keeps to it.
   */
  boolean measured(Row row) {
    return latency.isEmpty()
        || row.reliableSpeed().isPresent()
        || row.run()
            .speed()
            .filter(busy -> busy.latency().p95() <= latency.getAsDouble())
            .isPresent();
  }

  /** Why a row is shown to be out of the question; absent if it is not. */
  Optional<String> brokenBy(Row row) {
    return row.reliableSpeed().flatMap(this::over).or(() -> sizeBrokenBy(row));
  }

  /** The same without looking at its speed. */
  Optional<String> sizeBrokenBy(Row row) {
    return over("memory", memory, row.knownCost().memoryBytes())
        .or(() -> over("weights", size, row.knownCost().weightBytes()));
  }

  /** Why searches take too long, if they do. */
  Optional<String> searchBrokenBy(double p95) {
    return latency.isPresent() && p95 > latency.getAsDouble()
        ? Optional.of(
            over("p95 of a search", milliseconds(p95), milliseconds(latency.getAsDouble())))
        : Optional.empty();
  }

  private Optional<String> over(Speed speed) {
    double p95 = speed.latency().p95();
    return latency.isPresent() && p95 > latency.getAsDouble()
        ? Optional.of(over("p95", milliseconds(p95), milliseconds(latency.getAsDouble())))
        : Optional.empty();
  }

  private static Optional<String> over(String what, OptionalLong limit, long bytes) {
    return limit.isPresent() && bytes > limit.getAsLong()
        ? Optional.of(over(what, Figures.bytes(bytes), Figures.bytes(limit.getAsLong())))
        : Optional.empty();
  }

  private static String over(String what, String value, String limit) {
    return String.format(Locale.ROOT, "%s %s, over %s", what, value, limit);
  }

  private static String milliseconds(double value) {
    return Figures.milliseconds(value) + " ms";
  }
}
