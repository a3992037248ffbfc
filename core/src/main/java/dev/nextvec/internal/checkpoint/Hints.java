package dev.nextvec.internal.checkpoint;

import dev.nextvec.internal.wording.Setting;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What leaves no trace in the shapes of weights but decides what a network predicts.
 *
 * @param context vectors in a context
 * @param heads attention heads of a transformer
 * @param variant which of the networks called AMN
 */
public record Hints(OptionalInt context, OptionalInt heads, Optional<AmnVariant> variant) {
  /** Nothing known. */
  public static final Hints NONE =
      new Hints(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

  /**
   * What the caller and the file say together.
   *
   * @throws IllegalArgumentException if they contradict one another
   */
  Hints with(Hints file) {
    return new Hints(
        agreed(Setting.CONTEXT, context, file.context),
        agreed(Setting.HEADS, heads, file.heads),
        variant);
  }

  private static OptionalInt agreed(Setting setting, OptionalInt asked, OptionalInt said) {
    if (asked.isPresent() && said.isPresent() && asked.getAsInt() != said.getAsInt()) {
      throw new IllegalArgumentException(
          "the checkpoint says %d where %s is %d: leave that out, or use other weights"
              .formatted(said.getAsInt(), setting, asked.getAsInt()));
    }
    return asked.isPresent() ? asked : said;
  }
}
