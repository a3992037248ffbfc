package dev.nextvec.text;

import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.file.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The encoder that needs nothing but Maven's repository: all-MiniLM-L6-v2 (384 numbers, mean of the
 * tokens) and bge-small-en-v1.5 (384, first token), each of length 1, one after the other, divided
 * by the square root of 2: 768 numbers. At most 256 tokens of a text are read.
 */
public final class DefaultEncoder {
  /** Its name in fingerprints. */
  public static final String NAME = "all-MiniLM-L6-v2+bge-small-en-v1.5";

  private static final String MINI_LM = "all-minilm-l6-v2";
  private static final String MINI_LM_NAME = "all-MiniLM-L6-v2";
  private static final String BGE = "bge-small-en-v1.5";
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
      Future<Files> bge = loaders.submit(() -> Files.of(BGE));
      Future<Files> miniLm = loaders.submit(() -> Files.of(MINI_LM));
      // What a task waits for is submitted before it, so that even one thread comes to an end.
      Future<OnnxTextModel> miniLmModel =
          loaders.submit(() -> loaded(miniLm).model(Pooling.MEAN, MINI_LM_NAME));
      Future<OnnxTextModel> bgeModel = loaders.submit(() -> loaded(bge).model(Pooling.CLS, BGE));
      Future<String> hash = loaders.submit(() -> hash(loaded(miniLm), loaded(bge)));
      return new OnnxEncoder(
          NAME,
          loaded(hash),
          EncoderPrecision.FLOAT32,
          List.of(loaded(miniLmModel), loaded(bgeModel)),
          threads);
    } finally {
      loaders.shutdown();
    }
  }

  /**
   * Loads it in a precision; bfloat16 needs nextvec-training on the class path.
   *
   * @param threads how many cores to use
   * @param told what was decided and why, where there was something to decide
   */
  public static Encoder open(int threads, PrecisionChoice precision, Consumer<String> told)
      throws IOException {
    Encoder exact = open(threads);
    return PrecisionDecision.here()
        .open(precision, exact, () -> narrow(exact.fingerprint().weightsSha256(), threads), told);
  }

  private static Encoder narrow(String hash, int threads) throws IOException {
    BertModel miniLm = Files.of(MINI_LM).narrow(Pooling.MEAN, MINI_LM_NAME);
    BertModel bge = Files.of(BGE).narrow(Pooling.CLS, BGE);
    return new OnnxEncoder(NAME, hash, EncoderPrecision.BFLOAT16, List.of(miniLm, bge), threads);
  }

  private static String hash(Files miniLm, Files bge) {
    return new Sha256()
        .addCounted(miniLm.onnx)
        .addCounted(miniLm.tokenizer)
        .addCounted("MEAN")
        .addCounted(bge.onnx)
        .addCounted(bge.tokenizer)
        .addCounted("CLS")
        .addCounted(Integer.toString(MAX_TOKENS))
        .hex();
  }

  /** What one of the two networks is made of. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Files(byte[] onnx, byte[] tokenizer) {
    static Files of(String name) throws IOException {
      return new Files(resource(name + ".onnx"), resource(name + "-tokenizer.json"));
    }

    OnnxTextModel model(Pooling pooling, String name) throws IOException {
      return new OnnxTextModel(onnx, tokens(name), Readout.of(pooling), name);
    }

    BertModel narrow(Pooling pooling, String name) throws IOException {
      return PrecisionDecision.model(onnx, tokens(name), Readout.of(pooling), name);
    }

    private Tokens tokens(String name) throws IOException {
      return new Tokens(tokenizer, MAX_TOKENS, TextPreparation.PLAIN, name);
    }
  }

  private static <T> T loaded(Future<T> future) throws IOException {
    try {
      return future.get();
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
    URL url = DefaultEncoder.class.getClassLoader().getResource(name);
    if (url == null) {
      throw new IOException(
          "the default encoder's weights are missing: no "
              + name
              + " on the class path (it is in dev.langchain4j:langchain4j-embeddings-...)");
    }
    URLConnection connection = url.openConnection();
    try (InputStream in = connection.getInputStream()) {
      int size = connection.getContentLength();
      if (size < 0) {
        return in.readAllBytes();
      }
      byte[] content = new byte[size]; // not one that grows: its copies cost a quarter of a second
      if (in.readNBytes(content, 0, size) < size) {
        throw new IOException("the default encoder's " + name + " is cut off in its jar");
      }
      return content;
    }
  }
}
