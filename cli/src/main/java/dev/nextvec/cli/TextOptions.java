package dev.nextvec.cli;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.text.Chunker;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a text given with {@code --text} is cut and encoded: as the corpus was. */
final class TextOptions {
  @Option(
      names = "--chunk-chars",
      paramLabel = "N",
      defaultValue = "" + Chunker.DEFAULT_CHARS,
      description =
          "about how long a chunk of --text is (default: what the chunks were cut to that it is"
              + " used with, ${DEFAULT-VALUE} where nothing tells)")
  @Bounds(from = Chunker.MIN_CHARS, to = 1_000_000)
  int chunkChars = Chunker.DEFAULT_CHARS;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      defaultValue = "en",
      converter = DataEncodeCommand.Language.class,
      description =
          "language of --text (default: what the chunks were cut in that it is used with,"
              + " ${DEFAULT-VALUE} where nothing tells)")
  Locale language = Locale.ENGLISH;

  @Mixin EncoderOptions encoder = new EncoderOptions();

  /**
   * About how long the chunks of a text are.
   *
   * @param note what to say of it beside the answer
   */
  record Length(int chars, Optional<String> note) {}

  /**
   * As long as what it is used with, unless something else is asked for.
   *
   * @param known how long that is
   * @param whose what that is of
   */
  Length length(GivenOptions given, OptionalInt known, Path whose) {
    if (given.has("--chunk-chars")) {
      return new Length(chunkChars, Optional.empty());
    }
    if (known.isEmpty()) {
      return new Length(
          chunkChars,
          Optional.of(
              "note: nothing tells how long the chunks of %s are: the text was cut to about %d characters; --chunk-chars cuts it otherwise"
                  .formatted(whose, chunkChars)));
    }
    int chars = Math.max(Chunker.MIN_CHARS, known.getAsInt());
    return new Length(
        chars,
        chars == chunkChars
            ? Optional.empty()
            : Optional.of(
                "note: chunks of %s have about %d characters, and so has the text; --chunk-chars cuts it otherwise"
                    .formatted(whose, chars)));
  }

  /**
   * What cuts and encodes a text: in the language of what it is used with, unless another is asked
   * for.
   *
   * @param chars about how long chunks are
   * @param known the encoder of what it is used with, where that is recorded
   */
  TextContext context(GivenOptions given, int chars, Optional<EncoderFingerprint> known) {
    Optional<String> cutIn =
        given.has("--language") ? Optional.empty() : known.flatMap(EncoderFingerprint::language);
    return new TextContext(
        encoder, new Chunker(chars, cutIn.map(Locale::forLanguageTag).orElse(language)));
  }
}
