package dev.nextvec.cli;

import dev.nextvec.recommend.Limits;
import dev.nextvec.recommend.Recommender;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a recommended model may cost at most, and what it may lose for that. */
final class LimitOptions {
  @Option(
      names = "--max-latency",
      paramLabel = "MS",
      description = "most milliseconds for 95 %% of single predictions")
  @Bounds(from = 0, above = true, to = 1_000_000)
  @Nullable Double latency;

  @Option(
      names = "--max-memory",
      paramLabel = "MB",
      description =
          "most megabytes for weights and intermediate results; the packed copy of the"
              + " weights that oneDNN reads does not count")
  @Bounds(from = 0.000001, to = 1_000_000_000)
  @Nullable Double memory;

  @Option(names = "--max-size", paramLabel = "MB", description = "most megabytes for the weights")
  @Bounds(from = 0.000001, to = 1_000_000_000)
  @Nullable Double size;

  @Option(
      names = "--give",
      paramLabel = "LOSS",
      defaultValue = "0.005",
      description =
          "how far below the highest cosine or MRR a cheaper model may be (default:"
              + " ${DEFAULT-VALUE})")
  @Bounds(from = 0, to = 2)
  double give = Recommender.GIVE;

  Limits limits() {
    return new Limits(
        latency == null ? OptionalDouble.empty() : OptionalDouble.of(latency),
        bytes(memory),
        bytes(size));
  }

  private static OptionalLong bytes(@Nullable Double megabytes) {
    return megabytes == null ? OptionalLong.empty() : OptionalLong.of(Math.round(megabytes * 1e6));
  }
}
