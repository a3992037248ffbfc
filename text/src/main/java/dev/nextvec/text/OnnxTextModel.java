package dev.nextvec.text;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.nextvec.internal.file.UnpackedLibraries;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A sentence-embedding network on ONNX Runtime. Each call computes on the calling thread alone, so
 * that a text's vector does not depend on the number of threads.
 */
final class OnnxTextModel implements TextNetwork {
  private static final int BATCH_TOKENS = 512;

  private static final Set<String> INPUTS = Set.of("input_ids", "attention_mask", "token_type_ids");
  private static final String POOLED_OUTPUT = "sentence_embedding";
  private static final List<String> OUTPUTS =
      List.of(POOLED_OUTPUT, "last_hidden_state", "token_embeddings");
  private static final Set<OnnxJavaType> NUMBERS =
      Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Tokens tokens;
  private final Optional<Readout> readout;
  private final String output;
  private final int width;

  /**
   * Loads a network.
   *
   * @param onnx the file's content
   * @param tokens its tokenizer, closed with this
   * @param readout how tokens become one vector, unless the network does it itself
   * @param where the file, for messages
   * @throws IOException if it is not such a network
   */
  OnnxTextModel(byte[] onnx, Tokens tokens, Readout readout, String where) throws IOException {
    this.tokens = tokens;
    UnpackedLibraries.requireRoom();
    environment = OrtEnvironment.getEnvironment();
    UnpackedLibraries.deleteLoaded();
    session = session(environment, onnx, readout, where);
    try {
      for (String input : session.getInputNames()) {
        if (!INPUTS.contains(input)) {
          throw new IOException(
              where + " wants input `" + input + "`: a text encoder has only " + INPUTS);
        }
      }
      Map<String, NodeInfo> outputs = session.getOutputInfo();
      boolean pooled = outputs.containsKey(POOLED_OUTPUT);
      this.output =
          OUTPUTS.stream()
              .filter(outputs::containsKey)
              .findFirst()
              .orElseGet(() -> outputs.keySet().iterator().next());
      this.width = width(outputs.get(output), pooled ? 2 : 3, where);
      if (pooled && readout.skipped() > 0) {
        throw new IOException(
            where
                + " pools by itself, prompt and all, but `include_prompt` is false: export it"
                + " without its pooling");
      }
      this.readout = pooled ? Optional.empty() : Optional.of(readout);
      requireDenseFits(readout, where);
    } catch (OrtException e) {
      throw new IOException(where + " cannot be inspected: " + oneLine(e), e);
    }
  }

  private static OrtSession session(
      OrtEnvironment environment, byte[] onnx, Readout readout, String where) throws IOException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      environment.setTelemetry(false);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setMemoryPatternOptimization(false); // shapes change from batch to batch
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return environment.createSession(
          readout.needsFirstTokenOnly() ? FirstToken.only(onnx) : onnx, options);
    } catch (OrtException | IOException e) {
      throw new IOException(where + " cannot be loaded: " + oneLine(e), e);
    }
  }

  private static int width(@org.jspecify.annotations.Nullable NodeInfo info, int rank, String where)
      throws IOException {
    if (info == null
        || !(info.getInfo() instanceof TensorInfo tensor)
        || !NUMBERS.contains(tensor.type)
        || tensor.getShape().length != rank
        || tensor.getShape()[rank - 1] < 1) {
      throw new IOException(
          where
              + " is not a text encoder: its output must be [batch, tokens, dimension] but is "
              + (info == null ? "missing" : info.getInfo()));
    }
    return Math.toIntExact(tensor.getShape()[rank - 1]);
  }

  private void requireDenseFits(Readout wanted, String where) throws IOException {
    if (readout.isEmpty()) {
      return; // the network has those layers inside
    }
    int from = wanted.poolings().size() * width;
    for (DenseLayer layer : wanted.dense()) {
      if (layer.inputs() != from) {
        throw new IOException(
            "%s gives %d numbers but the dense layer after it takes %d"
                .formatted(where, from, layer.inputs()));
      }
      from = layer.outputs();
    }
  }

  @Override
  public int dimension() {
    return readout.map(r -> r.dimension(width)).orElse(width);
  }

  /** Length of the vector of a token, or of a text where the network pools by itself. */
  int width() {
    return width;
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
    return Batches.padded(ids, BATCH_TOKENS);
  }

  /** Shorter texts are padded to the longest. */
  @Override
  public float[][] encode(long[][] ids) {
    int positions = 1;
    for (long[] text : ids) {
      positions = Math.max(positions, text.length);
    }
    long[] shape = {ids.length, positions};
    LongBuffer numbers = buffer(ids.length * positions);
    LongBuffer mask = buffer(ids.length * positions);
    for (int i = 0; i < ids.length; i++) {
      numbers.put(i * positions, ids[i]);
      for (int t = 0; t < ids[i].length; t++) {
        mask.put(i * positions + t, 1);
      }
    }
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        LongBuffer values =
            switch (name) {
              case "input_ids" -> numbers;
              case "attention_mask" -> mask;
              default -> buffer(ids.length * positions);
            };
        inputs.put(name, OnnxTensor.createTensor(environment, values, shape));
      }
      try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
        OnnxTensor out = (OnnxTensor) result.get(0); // of one position if only the first is needed
        return vectors(out.getFloatBuffer(), ids, Math.toIntExact(out.getInfo().getShape()[1]));
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the encoder's network failed: " + oneLine(e), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private float[][] vectors(FloatBuffer out, long[][] ids, int positions) {
    float[][] vectors = new float[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      float[] vector;
      if (readout.isPresent()) {
        vector = readout.get().vector(out, i * positions * width, ids[i].length, width);
      } else {
        vector = new float[width];
        out.get(i * width, vector);
      }
      vectors[i] = vector;
    }
    return vectors;
  }

  private static LongBuffer buffer(int length) {
    return ByteBuffer.allocateDirect(length * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  private static String oneLine(Exception e) {
    return PlainText.collapse(String.valueOf(e.getMessage()));
  }

  @Override
  public void close() {
    tokens.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("closing the encoder's network failed: " + oneLine(e), e);
    }
  }
}
