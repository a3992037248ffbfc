package dev.nextvec.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The encoder that needs nothing but Maven's repository: all-MiniLM-L6-v2 (384 numbers, mean of the
 * tokens) and bge-small-en-v1.5 (384, first token), each of length 1, one after the other, divided
 * by the square root of 2: 768 numbers. At most 256 tokens of a text are read.
 */
public final class DefaultEncoder {
  /** Its name in fingerprints. */
  public static final String NAME = "all-MiniLM-L6-v2+bge-small-en-v1.5";

  private static final int MAX_TOKENS = 256;

  private DefaultEncoder() {}

  /**
   * Loads it: about 230 MB, a second or two.
   *
   * @param threads how many cores to use
   */
  public static Encoder open(int threads) throws IOException {
    byte[] miniLm = resource("all-minilm-l6-v2.onnx");
    byte[] miniLmTokens = resource("all-minilm-l6-v2-tokenizer.json");
    byte[] bge = resource("bge-small-en-v1.5.onnx");
    byte[] bgeTokens = resource("bge-small-en-v1.5-tokenizer.json");
    String hash =
        Digest.hex(
            miniLm,
            miniLmTokens,
            "MEAN".getBytes(StandardCharsets.UTF_8),
            bge,
            bgeTokens,
            "CLS".getBytes(StandardCharsets.UTF_8),
            Integer.toString(MAX_TOKENS).getBytes(StandardCharsets.UTF_8));
    return new OnnxEncoder(
        NAME,
        hash,
        List.of(
            model(miniLm, miniLmTokens, Pooling.MEAN, "all-MiniLM-L6-v2"),
            model(bge, bgeTokens, Pooling.CLS, "bge-small-en-v1.5")),
        threads);
  }

  private static OnnxModel model(byte[] onnx, byte[] tokenizer, Pooling pooling, String name)
      throws IOException {
    return new OnnxModel(onnx, new Tokens(tokenizer, MAX_TOKENS, name), pooling, List.of(), name);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DefaultEncoder.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(
            "the default encoder's weights are missing: no "
                + name
                + " on the class path (it is in dev.langchain4j:langchain4j-embeddings-...)");
      }
      return in.readAllBytes();
    }
  }
}
