package dev.nextvec.text;

import dev.nextvec.internal.engine.BertNetwork;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** A BERT network on kernels of our own. Texts are not padded. */
final class BertModel implements TextNetwork {
  private final BertNetwork network;
  private final int width;
  private final Tokens tokens;
  private final Readout readout;

  /**
   * A network.
   *
   * @param network closed with this
   * @param width numbers of a token
   * @param tokens its tokenizer, closed with this
   * @param readout how tokens become one vector
   */
  BertModel(BertNetwork network, int width, Tokens tokens, Readout readout) {
    this.network = network;
    this.width = width;
    this.tokens = tokens;
    this.readout = readout;
  }

  @Override
  public int dimension() {
    return readout.dimension(width);
  }

  @Override
  public int longestTokens() {
    return tokens.maxLength();
  }

  @Override
  public BitSet cut(List<String> texts) {
    return tokens.cut(texts);
  }

  @Override
  public long[][] tokenize(List<String> texts) {
    return tokens.encode(texts);
  }

  @Override
  public List<int[]> batches(long[][] ids) {
    return Batches.packed(ids, network.tokensAtOnce());
  }

  @Override
  public float[][] encode(long[][] ids) {
    boolean firstOnly =
        readout.needsFirstTokenOnly() && Arrays.stream(ids).allMatch(text -> text.length > 0);
    FloatBuffer all = FloatBuffer.wrap(firstOnly ? network.encodeFirst(ids) : network.encode(ids));
    float[][] vectors = new float[ids.length][];
    int before = 0;
    for (int i = 0; i < ids.length; i++) {
      vectors[i] = readout.vector(all, before * width, ids[i].length, width);
      before += firstOnly ? 1 : ids[i].length;
    }
    return vectors;
  }

  @Override
  public void close() {
    tokens.close();
    network.close();
  }
}
