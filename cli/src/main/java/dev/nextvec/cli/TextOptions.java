package dev.nextvec.cli;

import dev.nextvec.text.Chunker;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a text given with {@code --text} is cut and encoded: as the corpus was. */
final class TextOptions {
  @Option(
      names = "--chunk-chars",
      paramLabel = "N",
      defaultValue = "" + Chunker.DEFAULT_CHARS,
      description =
          "about how long a chunk of --text is (default: ${DEFAULT-VALUE}; of `retrieve` as long as"
              + " those of an index that are much longer or shorter)")
  @Bounds(from = 20, to = 1_000_000)
  int chunkChars = Chunker.DEFAULT_CHARS;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      defaultValue = "en",
      converter = DataEncodeCommand.Language.class,
      description = "language of --text (default: ${DEFAULT-VALUE})")
  Locale language = Locale.ENGLISH;

  @Mixin EncoderOptions encoder = new EncoderOptions();

  TextContext context() {
    return context(chunkChars);
  }

  /**
   * The same for chunks of another length.
   *
   * @param chars about how long they are
   */
  TextContext context(int chars) {
    return new TextContext(encoder, new Chunker(chars, language));
  }
}
