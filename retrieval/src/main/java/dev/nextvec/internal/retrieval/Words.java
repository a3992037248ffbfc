package dev.nextvec.internal.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * The words of a query with their weights. Text is cut as the indexed text was, by Unicode's rules
 * for words, which serve all languages; nothing in it is an operator.
 */
final class Words {
  /** Chunks of a context that count. */
  static final int CHUNKS = 2;

  private final Map<String, Float> weights = new LinkedHashMap<>();

  /** Cuts text into words; keeps all, lower case. Shared by all threads. */
  static Analyzer analyzer() {
    return new StandardAnalyzer();
  }

  /**
   * Of the last chunks of a context: the newest counts 1, the one before it half. Older ones were
   * measured to take more away than they add.
   *
   * @param chunks oldest first
   */
  static Words of(List<String> chunks, Analyzer analyzer) {
    Words words = new Words();
    for (int i = 0; i < Math.min(CHUNKS, chunks.size()); i++) {
      for (String word : cut(chunks.get(chunks.size() - 1 - i), analyzer)) {
        words.weights.merge(word, weight(i), Float::sum);
      }
    }
    return words;
  }

  /** The words of a text, each once, in the order in which they come. */
  static Set<String> cut(String text, Analyzer analyzer) {
    Set<String> words = new LinkedHashSet<>();
    try (TokenStream tokens = analyzer.tokenStream(ChunkIndex.TEXT, text)) {
      CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        words.add(word.toString());
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory was not read", e);
    }
    return words;
  }

  /** What a chunk counts. */
  static float weight(int age) {
    return (float) Math.scalb(1.0, -age);
  }

  /** How much each counts: once for each chunk that it stands in. */
  Map<String, Float> weights() {
    return weights;
  }
}
