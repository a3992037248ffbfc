package dev.nextvec.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins lines to blocks as {@link Chunker} reads them: a heading leads what follows it, a sentence
 * that announces something leads that, items stand under their lead.
 */
final class BlockWriter {
  private static final int SHORT_ITEM = 80;

  private final List<String> blocks = new ArrayList<>();
  private final StringBuilder block = new StringBuilder();
  private Last last = Last.NOTHING;

  private enum Last {
    NOTHING,
    HEADING,
    PARAGRAPH,
    ITEMS,
    REMINDER
  }

  /** What has been written; the writer is used up. */
  List<String> blocks() {
    end();
    return blocks;
  }

  void heading(String text) {
    if (!text.isEmpty()) {
      begin();
      block.append(text);
      last = Last.HEADING;
    }
  }

  void paragraph(String text) {
    if (!text.isEmpty()) {
      begin();
      block.append(text);
      last = Last.PARAGRAPH;
    }
  }

  /** Preformatted paragraphs: the sentence before leads them if it is not ended. */
  void code(List<String> paragraphs) {
    for (String text : paragraphs) {
      if (last == Last.PARAGRAPH && !Punctuation.endsSentence(block)) {
        block.append('\n').append(text);
      } else {
        paragraph(text);
      }
      last = Last.ITEMS;
    }
  }

  /** Items that belong together, under the paragraph before where that introduces them. */
  void items(List<String> lines) {
    List<String> items = lines.stream().filter(line -> !line.isEmpty()).toList();
    if (items.isEmpty()) {
      return;
    }
    if (last == Last.HEADING || (last == Last.PARAGRAPH && introduces(items))) {
      lead();
    } else if (last != Last.REMINDER) {
      end();
    }
    for (int i = 0; i < items.size(); i++) {
      String item = items.get(i);
      boolean ends = i == items.size() - 1;
      block.append(block.isEmpty() ? "\t" : "\n\t").append(item);
      block.append(ends ? Punctuation.stop(item) : Punctuation.semicolon(item));
    }
    last = Last.ITEMS;
  }

  /** What introduces a list that follows now; empty if nothing does. */
  String introduction() {
    boolean introduces =
        last == Last.HEADING || (last == Last.PARAGRAPH && !Punctuation.endsSentence(block));
    return introduces ? block.substring(block.lastIndexOf("\n") + 1) : "";
  }

  /** What follows stands under an introduction that was written before, perhaps just now. */
  void under(String introduction) {
    if (introduction.isEmpty()) {
      return;
    }
    if (introduction.equals(introduction())) {
      lead();
    } else {
      end();
      block.append(Letters.REMINDER).append(introduction);
      lead();
    }
    last = Last.REMINDER;
  }

  /** What follows does not continue what stands before. */
  void rule() {
    end();
  }

  private boolean introduces(List<String> items) {
    return !Punctuation.endsSentence(block)
        || items.stream()
            .allMatch(item -> item.length() <= SHORT_ITEM && !Punctuation.endsSentence(item));
  }

  private void begin() {
    if (last == Last.HEADING || (last == Last.PARAGRAPH && Punctuation.endsWithColon(block))) {
      lead();
      block.append('\n');
    } else if (last == Last.REMINDER) {
      block.append('\n');
    } else {
      end();
    }
  }

  private void lead() {
    block.append(Punctuation.colon(block));
  }

  private void end() {
    boolean empty = last == Last.REMINDER && block.indexOf(Letters.REMINDER) == 0;
    if (!block.isEmpty() && !empty) {
      blocks.add(block.toString());
    }
    block.setLength(0);
    last = Last.NOTHING;
  }
}
