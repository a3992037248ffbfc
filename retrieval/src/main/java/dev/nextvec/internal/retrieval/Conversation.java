package dev.nextvec.internal.retrieval;

import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as the chunks of a context. Each message is one; a long one is several, cut
 * between sentences so that the newest of them is a whole one and a short rest is the oldest.
 *
 * @param longest most characters of a chunk
 */
public record Conversation(int longest) {
  /** No chunk that Nextvec cuts by itself is longer: 400 characters, and half of that. */
  public static final int LONGEST = 600;

  private static final int SHORTEST = 20;

  public Conversation {
    if (longest < SHORTEST) {
      throw new IllegalArgumentException(
          "a chunk of a conversation must have room for at least %d characters but was given %d"
              .formatted(SHORTEST, longest));
    }
  }

  /**
   * The chunks of messages, oldest first.
   *
   * @param before what was said before, oldest first; blank messages say nothing, and where the
   *     last one is the newest itself, it counts once
   * @param newest what was said last
   */
  public List<String> chunks(List<String> before, String newest) {
    List<String> messages = new ArrayList<>(before.stream().map(String::strip).toList());
    if (!messages.isEmpty() && messages.getLast().equals(newest.strip())) {
      messages.removeLast();
    }
    messages.add(newest.strip());
    return messages.stream().flatMap(message -> cut(message).stream()).toList();
  }

  /**
   * Finds what comes next in a conversation.
   *
   * @return chunks that have a text, best first
   * @throws IllegalStateException if none has: the index was made without
   * @throws UncheckedIOException if the index cannot be read
   */
  public List<Hit> next(Retriever retriever, List<String> before, String newest, Search wanted) {
    List<Hit> hits;
    try {
      hits = retriever.next(chunks(before, newest), wanted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Hit> said = hits.stream().filter(hit -> !hit.text().isBlank()).toList();
    if (said.isEmpty() && !hits.isEmpty()) {
      throw new IllegalStateException(
          "the index was made of a dataset without texts, so there is nothing to hand to a"
              + " language model: make it of one with texts");
    }
    return said;
  }

  /** What a chunk of the corpus is known by: its document and its number there. */
  public static String id(Hit hit) {
    return "%s#%d".formatted(hit.document(), hit.position());
  }

  /** What else is told of a chunk, by the names that frameworks' users filter and show it by. */
  public static Map<String, Object> facts(Hit hit) {
    Map<String, Object> facts = new HashMap<>();
    facts.put("document", hit.document());
    facts.put("position", hit.position());
    facts.put("title", hit.title());
    facts.put("score", hit.score());
    hit.cosine().ifPresent(cosine -> facts.put("cosine", cosine));
    return facts;
  }

  private List<String> cut(String message) {
    List<String> pieces = new ArrayList<>();
    TreeSet<Integer> sentences = message.length() > longest ? ends(message) : new TreeSet<>();
    for (int end = message.length(); end > 0; ) {
      int start = start(message, end, sentences);
      String piece = message.substring(start, end).strip();
      if (!piece.isEmpty()) {
        pieces.add(piece);
      }
      end = start;
    }
    return pieces.reversed();
  }

  private static TreeSet<Integer> ends(String message) {
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
    sentences.setText(message);
    TreeSet<Integer> ends = new TreeSet<>();
    for (int at = sentences.first(); at != BreakIterator.DONE; at = sentences.next()) {
      ends.add(at);
    }
    return ends;
  }

  /** Where the longest piece begins that ends at {@code end}: a sentence, else a word. */
  private int start(String message, int end, TreeSet<Integer> sentences) {
    if (end <= longest) {
      return 0;
    }
    int least = end - longest;
    @Nullable Integer sentence = sentences.ceiling(least);
    if (sentence != null && sentence < end) {
      return sentence;
    }
    for (int i = least; i < end - 1; i++) {
      if (Character.isWhitespace(message.charAt(i))) {
        return i + 1;
      }
    }
    return Character.isLowSurrogate(message.charAt(least)) ? least + 1 : least;
  }
}
