package dev.nextvec.text;

import java.util.List;
import java.util.Optional;

/**
 * What a parser found in one text.
 *
 * @param title the text's own title
 * @param blocks paragraphs in order, white space collapsed, none blank
 */
record ParsedText(Optional<String> title, List<String> blocks) {
  ParsedText {
    blocks = List.copyOf(blocks);
  }
}
