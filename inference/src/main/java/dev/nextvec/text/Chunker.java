package dev.nextvec.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Packs whole sentences to chunks of about a number of characters, in order, never across
 * documents.
 *
 * <p>Sentences are found by the Unicode rules (UAX 29) with CLDR's list of abbreviations that end
 * no sentence ("Prof.", "U.S."), extended by titles it lacks and those of technical prose. A
 * sentence joins the chunk if that brings the chunk's length nearer to the target. A sentence
 * longer than one and a half targets is cut between words (where the script has no spaces: where a
 * line may break). Not thread-safe.
 */
public final class Chunker {
  /** Length that chunks have unless told otherwise. */
  public static final int DEFAULT_CHARS = 400;

  private static final int MIN_CHARS = 20;
  private static final List<String> ABBREVIATIONS =
      List.of(
          "Dr.", "Drs.", "St.", "Gen.", "Sen.", "Gov.", "Pres.", "Messrs.", "Mme.", "Mlle.", "e.g.",
          "i.e.", "cf.", "vs.", "viz.", "approx.", "al.", "Fig.", "Figs.", "Eq.", "Sec.", "Ref.",
          "Vol.", "pp.", "No.", "Nos.", "ca.", "resp.", "incl.", "esp.");

  private final int target;
  private final int longest;
  private final BreakIterator sentences;
  private final BreakIterator lines;
  private final BreakIterator characters;

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
    ULocale locale = ULocale.forLocale(language);
    FilteredBreakIteratorBuilder builder = FilteredBreakIteratorBuilder.getInstance(locale);
    ABBREVIATIONS.forEach(builder::suppressBreakAfter);
    sentences = builder.wrapIteratorWithFilter(BreakIterator.getSentenceInstance(locale));
    lines = BreakIterator.getLineInstance(locale);
    characters = BreakIterator.getCharacterInstance(locale);
  }

  /** The chunks of a document: its blocks themselves where they are chunks already. */
  public List<String> chunks(SourceDocument document) {
    return document.chunked() ? document.blocks() : pack(document.blocks());
  }

  private List<String> pack(List<String> blocks) {
    List<String> chunks = new ArrayList<>();
    StringBuilder chunk = new StringBuilder();
    for (String block : blocks) {
      for (String sentence : sentences(PlainText.collapse(block))) {
        int with = chunk.length() + sentence.stripTrailing().length();
        boolean nearer = with - target <= target - chunk.toString().stripTrailing().length();
        if (!chunk.isEmpty() && (!nearer || with > longest)) {
          emit(chunk, chunks);
        }
        chunk.append(sentence);
      }
      if (!chunk.isEmpty() && chunk.charAt(chunk.length() - 1) != ' ') {
        chunk.append(' ');
      }
    }
    emit(chunk, chunks);
    joinShortEnd(chunks);
    return chunks;
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

  /** Sentences with the space that follows them; none longer than {@link #longest}. */
  private List<String> sentences(String block) {
    List<String> found = new ArrayList<>();
    sentences.setText(block);
    int start = sentences.first();
    for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
      String sentence = block.substring(start, end);
      if (sentence.stripTrailing().length() <= longest) {
        found.add(sentence);
      } else {
        found.addAll(cut(sentence));
      }
      start = end;
    }
    return found;
  }

  /** Cuts into about equal pieces, none longer than the target unless nothing allows a cut. */
  private List<String> cut(String sentence) {
    int pieces = (sentence.length() + target - 1) / target;
    int size = (sentence.length() + pieces - 1) / pieces;
    List<String> found = new ArrayList<>();
    int start = 0;
    while (sentence.length() - start > longest || (start == 0 && sentence.length() > size)) {
      int end = boundaryBefore(sentence, start, start + size);
      found.add(sentence.substring(start, end));
      start = end;
    }
    found.add(sentence.substring(start));
    return found;
  }

  private int boundaryBefore(String sentence, int start, int limit) {
    lines.setText(sentence);
    int end = lines.preceding(limit + 1);
    if (end <= start) {
      characters.setText(sentence);
      end = characters.preceding(limit + 1);
    }
    return end <= start ? limit : end;
  }
}
