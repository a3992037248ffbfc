package dev.nextvec.text;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderPrecision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Encodes with one or more networks read from ONNX files; the vectors of several are concatenated.
 *
 * <p>Texts go in batches of about 512 tokens: there is next to no padding and a batch's activations
 * stay in the processor's cache (batches of 32 texts are a quarter slower). Each thread computes
 * whole batches alone.
 */
public final class OnnxEncoder implements Encoder {
  private final String name;
  private final List<TextNetwork> models;
  private final int threads;
  private final ExecutorService workers;
  private final EncoderFingerprint fingerprint;

  /**
   * An encoder.
   *
   * @param weightsSha256 hash of everything that the vectors depend on
   * @param precision what the networks compute in
   * @param models closed with this
   * @param threads how many cores to use
   */
  OnnxEncoder(
      String name,
      String weightsSha256,
      EncoderPrecision precision,
      List<TextNetwork> models,
      int threads)
      throws IOException {
    if (threads < 1) {
      throw new IllegalArgumentException("`threads` must be positive but was " + threads);
    }
    this.name = name;
    this.models = List.copyOf(models);
    this.threads = threads;
    this.workers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("encoder-", 0).factory());
    this.fingerprint = Probes.fingerprint(name, weightsSha256, precision, encode(Probes.TEXTS));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dimension() {
    return models.stream().mapToInt(TextNetwork::dimension).sum();
  }

  @Override
  public EncoderFingerprint fingerprint() {
    return fingerprint;
  }

  /** A text counts as cut if one of the networks does not read all of it. */
  @Override
  public Optional<BitSet> cut(List<String> texts) {
    BitSet cut = new BitSet(texts.size());
    if (!texts.isEmpty()) {
      models.forEach(model -> cut.or(model.cut(texts)));
    }
    return Optional.of(cut);
  }

  @Override
  public OptionalInt longestTokens() {
    return models.stream().mapToInt(TextNetwork::longestTokens).min();
  }

  @Override
  public OptionalLong tokens(List<String> texts) {
    long[] read = new long[texts.size()];
    for (TextNetwork model : texts.isEmpty() ? List.<TextNetwork>of() : models) {
      long[][] ids = model.tokenize(texts);
      Arrays.setAll(read, i -> Math.max(read[i], ids[i].length));
    }
    return OptionalLong.of(Arrays.stream(read).sum());
  }

  @Override
  public void encode(List<String> texts, Sink sink) throws IOException {
    if (texts.isEmpty()) {
      return;
    }
    long[][][] ids = new long[models.size()][][];
    for (int m = 0; m < ids.length; m++) {
      ids[m] = models.get(m).tokenize(texts);
    }
    List<int[]> batches = models.getFirst().batches(ids[0]);
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int w = 0; w < Math.min(threads, batches.size()); w++) {
      running.add(
          workers.submit(
              () -> {
                for (int b = next.getAndIncrement();
                    b < batches.size();
                    b = next.getAndIncrement()) {
                  encodeBatch(texts, ids, batches.get(b), sink);
                }
                return null;
              }));
    }
    await(running, next, batches.size());
  }

  private void encodeBatch(List<String> texts, long[][][] ids, int[] batch, Sink sink)
      throws IOException {
    float[][][] vectors = new float[models.size()][][];
    for (int m = 0; m < vectors.length; m++) {
      long[][] tokens = ids[m];
      vectors[m] =
          models
              .get(m)
              .encode(Arrays.stream(batch).mapToObj(i -> tokens[i]).toArray(long[][]::new));
      for (int i = 0; i < batch.length; i++) {
        normalise(vectors[m][i], texts.get(batch[i]));
      }
    }
    synchronized (sink) {
      for (int i = 0; i < batch.length; i++) {
        float[][] parts = new float[vectors.length][];
        for (int m = 0; m < parts.length; m++) {
          parts[m] = vectors[m][i];
        }
        sink.accept(batch[i], Vectors.concatenate(parts));
      }
    }
  }

  private void normalise(float[] vector, String text) throws IOException {
    try {
      Vectors.normalise(vector);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "encoder %s, text %s: %s".formatted(name, EmbeddingAnswer.shown(text), e.getMessage()),
          e);
    }
  }

  /** Waits for all; the first failure stops the others after their batch. */
  private static void await(List<Future<?>> running, AtomicInteger next, int stop)
      throws IOException {
    Throwable failure = null;
    for (Future<?> future : running) {
      try {
        future.get();
      } catch (ExecutionException e) {
        next.set(stop);
        failure = failure == null ? e.getCause() : failure;
      } catch (InterruptedException e) {
        next.set(stop);
        Thread.currentThread().interrupt();
        throw new IOException("encoding was interrupted", e);
      }
    }
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException("encoding failed: " + failure, failure);
    }
  }

  @Override
  public void close() {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
        return; // a stuck batch still uses the networks: better to leave them than to crash
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    models.forEach(TextNetwork::close);
  }
}
