package dev.nextvec.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
    ExecutorService loaders = Executors.newFixedThreadPool(Math.min(2, threads));
    try {
      Future<Part> second =
          loaders.submit(() -> Part.load("bge-small-en-v1.5", Pooling.CLS, "bge-small-en-v1.5"));
      Part miniLm =
          loaded(
              loaders.submit(
                  () -> Part.load("all-minilm-l6-v2", Pooling.MEAN, "all-MiniLM-L6-v2")));
      Part bge = loaded(second);
      String hash =
          Digest.hex(
              miniLm.onnx,
              miniLm.tokenizer,
              "MEAN".getBytes(StandardCharsets.UTF_8),
              bge.onnx,
              bge.tokenizer,
              "CLS".getBytes(StandardCharsets.UTF_8),
              Integer.toString(MAX_TOKENS).getBytes(StandardCharsets.UTF_8));
      return new OnnxEncoder(NAME, hash, List.of(miniLm.model, bge.model), threads);
    } finally {
      loaders.shutdown();
    }
  }

  /** One of the two networks, with the files that it was made of. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Part(byte[] onnx, byte[] tokenizer, OnnxModel model) {
    static Part load(String file, Pooling pooling, String name) throws IOException {
      byte[] onnx = resource(file + ".onnx");
      byte[] tokenizer = resource(file + "-tokenizer.json");
      Tokens tokens = new Tokens(tokenizer, MAX_TOKENS, name);
      return new Part(onnx, tokenizer, new OnnxModel(onnx, tokens, pooling, List.of(), name));
    }
  }

  private static Part loaded(Future<Part> part) throws IOException {
    try {
      return part.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("the default encoder could not be loaded", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while loading the default encoder", e);
    }
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
