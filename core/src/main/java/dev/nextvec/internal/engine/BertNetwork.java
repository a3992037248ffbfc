package dev.nextvec.internal.engine;

/** A BERT network that computes on the calling thread alone; safe to use from several threads. */
public interface BertNetwork extends AutoCloseable {

  /** Tokens that are computed at once: as many texts as fit make the best use of it. */
  int tokensAtOnce();

  /**
   * The vectors of all tokens of some texts. A text's vectors do not depend on what else is given.
   *
   * @param ids token numbers of each text
   * @return {@code [tokens of all texts, hidden]}, one text after the other without gaps
   * @throws IllegalStateException if a number is that of no token
   */
  float[] encode(long[][] ids);

  /**
   * The vectors of the first tokens alone: the last layer then computes nothing for the others.
   *
   * @param ids token numbers of each text, one at least
   * @return {@code [texts, hidden]}, the same bits as in {@link #encode}
   */
  float[] encodeFirst(long[][] ids);

  @Override
  void close();
}
