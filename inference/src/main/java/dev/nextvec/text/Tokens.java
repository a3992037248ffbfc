package dev.nextvec.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Cuts texts into the numbers a model reads, by the rules of a {@code tokenizer.json}. */
final class Tokens implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

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
   * @param where the file, for messages
   * @throws IOException if it is not a tokenizer
   */
  Tokens(byte[] json, int maxLength, String where) throws IOException {
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

  /** The token numbers of each text, special tokens included, each at least one long. */
  long[][] encode(List<String> texts) {
    Encoding[] encodings = tokenizer.batchEncode(texts);
    long[][] ids = new long[encodings.length][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = encodings[i].getIds();
    }
    return ids;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
