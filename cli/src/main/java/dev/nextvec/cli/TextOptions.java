package dev.nextvec.cli;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.text.Chunker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
   * @param notes what to say beside the answer of how it is cut
   */
  record Length(int chars, List<String> notes) {}

  /**
   * As long as what it is used with, unless something else is asked for.
   *
   * @param known how long that is
   * @param encoder its encoder, where that is recorded
   * @param whose what that is of
   */
  Length length(
      GivenOptions given, OptionalInt known, Optional<EncoderFingerprint> encoder, Path whose) {
    int chars =
        given.has("--chunk-chars")
            ? chunkChars
            : Math.max(Chunker.MIN_CHARS, known.orElse(chunkChars));
    List<String> notes = new ArrayList<>();
    if (!given.has("--chunk-chars") && (known.isEmpty() || chars != chunkChars)) {
      String told =
          known.isEmpty()
              ? "nothing tells how long the chunks of %s are: the text was cut to about %d"
                  + " characters"
              : "chunks of %s have about %d characters, and so has the text";
      notes.add("note: " + told.formatted(whose, chars) + "; --chunk-chars cuts it otherwise");
    }
    encoder
        .flatMap(made -> Chunker.otherRules(made, whose.toString()))
        .ifPresent(other -> notes.add("note: " + other));
    return new Length(chars, notes);
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
