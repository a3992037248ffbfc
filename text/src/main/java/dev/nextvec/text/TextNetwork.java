package dev.nextvec.text;

import java.util.BitSet;
import java.util.List;

/**
 * One sentence-embedding network: token numbers in, a vector out. Each call computes on the calling
 * thread alone; call from several threads to use several cores.
 */
sealed interface TextNetwork extends AutoCloseable permits OnnxTextModel, BertModel {

  /** Length of a text's vector. */
  int dimension();

  /** How many tokens of a text are read at most. */
  int longestTokens();

  /** Positions of the texts that go on behind the last token that is read. */
  BitSet cut(List<String> texts);

  /** The token numbers of each text. */
  long[][] tokenize(List<String> texts);

  /** Positions of texts that are best computed together; each text is in one batch. */
  List<int[]> batches(long[][] ids);

  /**
   * Encodes a batch.
   *
   * @param ids token numbers of each text
   * @return {@code [texts, dimension]}, each of any length
   */
  float[][] encode(long[][] ids);

  @Override
  void close();
}
