package dev.nextvec.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Renders AsciiDoc as HTML. Its engine is heavy, so it is a module of its own (artifact {@code
 * nextvec-asciidoc}), found by {@link java.util.ServiceLoader}. Starting one takes seconds: make it
 * late, and close it. Not for several threads at once.
 */
public interface MarkupRenderer extends AutoCloseable {
  /** Reads the text of an included file. */
  @FunctionalInterface
  interface IncludedText {
    /**
     * The whole text of a file.
     *
     * @throws IOException if the file cannot be read or is not text
     */
    String read(Path file) throws IOException;
  }

  /**
   * What became of one text.
   *
   * @param title of the document, as HTML
   * @param html the body
   * @param notes what a person should know, one clear line each: an include that was not found
   */
  record Rendering(Optional<String> title, String html, List<String> notes) {
    public Rendering {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Renders a text; nothing is executed, nothing is fetched.
   *
   * @param file where the text comes from: only files below its folder may be included
   */
  Rendering render(String text, Path file, IncludedText included);

  @Override
  void close();
}
