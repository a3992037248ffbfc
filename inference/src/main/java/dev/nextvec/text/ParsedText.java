package dev.nextvec.text;

import java.util.List;
import java.util.Optional;

/**
 * What a parser found in one text.
 *
 * @param title the text's own title
 * @param blocks paragraphs in order, white space collapsed, none blank
 * @param leftOut what was read but is in no block
 */
record ParsedText(Optional<String> title, List<String> blocks, LeftOut leftOut) {
  ParsedText {
    blocks = List.copyOf(blocks);
  }

  /** Everything was kept. */
  ParsedText(Optional<String> title, List<String> blocks) {
    this(title, blocks, LeftOut.NONE);
  }
}
