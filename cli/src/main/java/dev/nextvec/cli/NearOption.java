package dev.nextvec.cli;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** From where on two chunks are copies. */
final class NearOption {
  @Option(
      names = "--near",
      paramLabel = "COSINE",
      description =
          "from which cosine on two chunks are copies (default: 0.999, or less where the data's"
              + " own nearest chunks of different documents are much less alike)")
  @Bounds(from = 0, above = true, to = 1)
  @Nullable Double cosine;

  OptionalDouble cosine() {
    return cosine == null ? OptionalDouble.empty() : OptionalDouble.of(cosine);
  }
}
