package dev.nextvec.text;

import dev.nextvec.data.EncoderFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Packs whole sentences to chunks of about a number of characters, in order, never across
 * documents. A sentence joins the chunk if that brings the chunk's length nearer to the target; one
 * longer than one and a half targets is cut between words.
 *
 * <p>A block may have lines. A line leads the next: its last sentence (a heading, "It does not:")
 * is never parted from the first sentence after it. Lines that begin with a tab are items (of a
 * list, rows of a table) under the line before them: an item is not cut unless it must be, and
 * where a chunk begins with an item other than the first, a short lead is said again, for without
 * it the item would say something else. A line that is marked as a {@link Letters#REMINDER} is no
 * text itself: it is the lead of the next lines, which was said in an earlier block.
 *
 * <p>The work grows with the length of the text, whatever the text. Not thread-safe.
 */
public final class Chunker {
  /** Length that chunks have unless told otherwise. */
  public static final int DEFAULT_CHARS = 400;

  /** The least length that chunks can be asked for. */
  public static final int MIN_CHARS = 20;

  private final int target;
  private final int longest;
  private final Sentences sentences;

  /** What stays together, and what is said before it where it begins a chunk. */
  private record Unit(String text, String lead) {}

  /**
   * Number of the rules by which the text of a file becomes chunks; another number, and chunks of
   * the same file may differ. It is recorded with what is made of them.
   */
  public static final int RULES = 3;

  /** An English chunker of about {@value #DEFAULT_CHARS} characters. */
  public Chunker() {
    this(DEFAULT_CHARS, Locale.ENGLISH);
  }

  /**
   * A chunker.
   *
   * @param chunkChars length of a chunk in characters, about
   * @param language whose abbreviations are known
   * @throws IllegalArgumentException if {@code chunkChars} is below {@value #MIN_CHARS}
   */
  public Chunker(int chunkChars, Locale language) {
    if (chunkChars < MIN_CHARS) {
      throw new IllegalArgumentException(
          "`chunk-chars` must be at least " + MIN_CHARS + " but was " + chunkChars);
    }
    target = chunkChars;
    longest = chunkChars + chunkChars / 2;
    sentences = new Sentences(language, target, longest);
  }

  /**
   * The language of a tag such as {@code en}, {@code pt-BR} or {@code ja}.
   *
   * @throws IllegalArgumentException if no such language is known
   */
  public static Locale language(String tag) {
    return Sentences.language(tag);
  }

  /**
   * What to know before a text is cut by these rules to meet chunks that were cut before; empty
   * where these were cut by them, or nobody recorded how.
   *
   * @param made the encoder of the chunks, which has it recorded
   * @param whose what the chunks are of
   */
  public static Optional<String> otherRules(EncoderFingerprint made, String whose) {
    return made.chunkChars().isEmpty() || made.cutting().equals(OptionalInt.of(RULES))
        ? Optional.empty()
        : Optional.of(
            "the chunks of %s were cut by other rules (cutting %s) than a text is now (cutting %d): the same text may end its chunks elsewhere in places; encode the corpus anew to have both alike"
                .formatted(
                    whose,
                    made.cutting().isPresent() ? made.cutting().getAsInt() : "not recorded",
                    RULES));
  }

  /** The chunks of a document: its blocks themselves where they are chunks already. */
  public List<String> chunks(SourceDocument document) {
    return document.chunked() ? document.blocks() : pack(document.blocks());
  }

  private List<String> pack(List<String> blocks) {
    List<String> chunks = new ArrayList<>();
    StringBuilder chunk = new StringBuilder();
    for (String block : blocks) {
      for (Unit unit : units(block)) {
        add(unit, chunk, chunks);
      }
      if (!chunk.isEmpty() && chunk.charAt(chunk.length() - 1) != ' ') {
        chunk.append(' ');
      }
    }
    emit(chunk, chunks);
    joinShortEnd(chunks);
    return chunks;
  }

  private void add(Unit unit, StringBuilder chunk, List<String> chunks) {
    if (!chunk.isEmpty() && !fits(unit.text(), chunk)) {
      emit(chunk, chunks);
    }
    String text = chunk.isEmpty() ? unit.lead() + unit.text() : unit.text();
    for (String piece : sentences.cut(text)) {
      if (!chunk.isEmpty() && !fits(piece, chunk)) {
        emit(chunk, chunks);
      }
      chunk.append(piece);
    }
  }

  private boolean fits(String text, StringBuilder chunk) {
    int without = visible(chunk);
    int with = chunk.length() + visible(text);
    return with - target <= target - without && with <= longest;
  }

  private static int visible(CharSequence text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return end;
  }

  private List<Unit> units(String block) {
    List<Unit> units = new ArrayList<>();
    String lead = "";
    String reminder = "";
    boolean leads = false;
    for (String line : block.lines().toList()) {
      boolean item = line.startsWith("\t");
      String text = PlainText.collapse(line);
      if (text.isEmpty()) {
        continue;
      }
      if (line.startsWith(Letters.REMINDER)) {
        lead = leadOf(sentences.of(text).getLast());
        reminder = lead;
        continue;
      }
      List<String> parts = item && text.length() <= longest ? List.of(text) : sentences.of(text);
      if (leads) {
        Unit leading = units.removeLast();
        units.add(new Unit(leading.text() + parts.get(0), leading.lead()));
      } else {
        units.add(new Unit(parts.get(0), item ? lead : reminder));
      }
      parts.subList(1, parts.size()).forEach(part -> units.add(new Unit(part, "")));
      units.add(spaced(units.removeLast()));
      leads = !item;
      reminder = "";
      lead = item ? lead : leadOf(parts.getLast());
    }
    return units;
  }

  private static Unit spaced(Unit unit) {
    return unit.text().endsWith(" ") ? unit : new Unit(unit.text() + " ", unit.lead());
  }

  private String leadOf(String sentence) {
    return sentence.length() <= target / 3 ? sentence.strip() + " " : "";
  }

  /** A document's last few words go with the chunk before them if there is room. */
  private void joinShortEnd(List<String> chunks) {
    int last = chunks.size() - 1;
    if (last > 0
        && chunks.get(last).length() < target / 4
        && chunks.get(last - 1).length() + 1 + chunks.get(last).length() <= longest) {
      String end = chunks.remove(last);
      chunks.set(last - 1, chunks.get(last - 1) + " " + end);
    }
  }

  private static void emit(StringBuilder chunk, List<String> chunks) {
    String text = chunk.toString().strip();
    if (!text.isEmpty()) {
      chunks.add(text);
    }
    chunk.setLength(0);
  }
}
