package dev.nextvec.text;

import java.util.List;
import java.util.Optional;

/**
 * What a parser found in one text. Every letter that was read stands in a block or is counted under
 * a reason in {@code leftOut}; a title kept by itself (of a page's head, of a front matter) stands
 * in neither.
 *
 * @param title the text's own title
 * @param blocks what is kept, in order, none blank: see {@link Chunker} for what line feeds and
 *     tabs in one mean
 * @param leftOut what was read but is in no block
 * @param notes what a person should know, one clear line each: an include that was not found
 * @param repeated letters in the blocks that stand once in the text, but are said again: a table's
 *     header with each of its rows
 */
record ParsedText(
    Optional<String> title,
    List<String> blocks,
    LeftOut leftOut,
    List<String> notes,
    long repeated) {
  ParsedText {
    blocks = List.copyOf(blocks);
    notes = List.copyOf(notes);
  }

  /** Nothing to remark, nothing said twice. */
  ParsedText(Optional<String> title, List<String> blocks, LeftOut leftOut) {
    this(title, blocks, leftOut, List.of(), 0);
  }

  /** Everything was kept. */
  ParsedText(Optional<String> title, List<String> blocks) {
    this(title, blocks, LeftOut.NONE);
  }

  /** Letters of the text that stand in its blocks, each counted once. */
  long lettersKept() {
    return Letters.ofBlocks(blocks) - repeated;
  }

  /** The same text with more left out and more remarks. */
  ParsedText with(LeftOut more, List<String> remarks) {
    return new ParsedText(title, blocks, leftOut.plus(more), remarks, repeated);
  }

  /** The same text under this title, if there is one. */
  ParsedText titled(Optional<String> better) {
    return better.isEmpty() ? this : new ParsedText(better, blocks, leftOut, notes, repeated);
  }
}
