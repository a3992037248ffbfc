package dev.nextvec.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Cuts texts into the numbers a model reads, by the rules of a {@code tokenizer.json}. */
final class Tokens implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;
  private final int maxLength;
  private final TextPreparation preparation;

  static {
    // The tokenizer library would otherwise look for a cloud to report to, and for a GPU build of
    // itself to download; and its logging front end would complain of having no back end.
    setUnlessSet("DJL_OFFLINE", "true");
    setUnlessSet("slf4j.internal.verbosity", "ERROR");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * A tokenizer.
   *
   * @param json content of {@code tokenizer.json}
   * @param maxLength longer texts are cut off here, special tokens counted
   * @param preparation done to each text before
   * @param where the file, for messages
   * @throws IOException if it is not a tokenizer
   */
  Tokens(byte[] json, int maxLength, TextPreparation preparation, String where) throws IOException {
    this.maxLength = maxLength;
    this.preparation = preparation;
    try {
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(json),
              Map.of(
                  "maxLength",
                  Integer.toString(maxLength),
                  "modelMaxLength",
                  Integer.toString(maxLength),
                  "truncation",
                  "true",
                  "padding",
                  "false"));
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          where + " is not a tokenizer: " + PlainText.collapse(String.valueOf(e.getMessage())), e);
    }
  }

  int maxLength() {
    return maxLength;
  }

  /** The token numbers of each text, special tokens included. */
  long[][] encode(List<String> texts) {
    Encoding[] encodings = encodings(texts);
    long[][] ids = new long[encodings.length][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = encodings[i].getIds();
    }
    return ids;
  }

  /** Positions of the texts that go on behind the last token that is read. */
  BitSet cut(List<String> texts) {
    BitSet cut = new BitSet(texts.size());
    Encoding[] encodings = encodings(texts);
    for (int i = 0; i < encodings.length; i++) {
      cut.set(i, encodings[i].exceedMaxLength());
    }
    return cut;
  }

  private Encoding[] encodings(List<String> texts) {
    return tokenizer.batchEncode(preparation.apply(texts));
  }

  /** How many tokens the prompt takes at a text's beginning, those special ones counted. */
  int promptLength() {
    Encoding prompt = encodings(List.of(""))[0];
    int length = prompt.getIds().length;
    long[] special = prompt.getSpecialTokenMask();
    return length > 0 && special[length - 1] == 1 ? length - 1 : length;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
