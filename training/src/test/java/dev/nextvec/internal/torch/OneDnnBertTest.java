package dev.nextvec.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.engine.BertNetwork;
import dev.nextvec.internal.engine.BertRuntime;
import dev.nextvec.internal.engine.BertWeights;
import dev.nextvec.internal.engine.EngineMissing;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneDnnBertTest {
  private static final BertWeights WEIGHTS = PlainBert.random(64, 4, 128, 3);
  private static final PlainBert DEFINITION = new PlainBert(WEIGHTS);
  private static final BertRuntime RUNTIME =
      ServiceLoader.load(BertRuntime.class).findFirst().orElseThrow();

  @BeforeEach
  void onlyWhereOneDnnIs() {
    assumeTrue(Loader.getPlatform().equals("linux-x86_64"));
  }

  private static BertNetwork open(EncoderPrecision precision) {
    try {
      return RUNTIME.open(WEIGHTS, precision);
    } catch (EngineMissing missing) {
      assumeTrue(precision == EncoderPrecision.FLOAT32, missing.getMessage());
      throw missing;
    }
  }

  private static long[] text(int seed, int length) {
    CounterRandom random = CounterRandom.of(seed, "text");
    long[] ids = new long[length];
    Arrays.setAll(ids, i -> random.below(PlainBert.WORDS, i));
    return ids;
  }

  private static float[] of(float[] all, long[][] texts, int which) {
    int before = 0;
    for (int i = 0; i < which; i++) {
      before += texts[i].length;
    }
    return Arrays.copyOfRange(
        all, before * WEIGHTS.hidden(), (before + texts[which].length) * WEIGHTS.hidden());
  }

  private static float[] expected(long[] text) {
    float[] flat = new float[text.length * WEIGHTS.hidden()];
    int at = 0;
    for (double[] row : DEFINITION.encode(text)) {
      for (double value : row) {
        flat[at++] = (float) value;
      }
    }
    return flat;
  }

  @Test
  void computesInFloat32WhatTheDefinitionSays() {
    long[][] texts = {text(1, 1), text(2, 2), text(3, 17), text(4, PlainBert.LONGEST)};
    try (BertNetwork network = open(EncoderPrecision.FLOAT32)) {
      float[] all = network.encode(texts);
      for (int i = 0; i < texts.length; i++) {
        assertThat(of(all, texts, i)).containsExactly(expected(texts[i]), within(2e-5f));
      }
    }
  }

  @Test
  void staysNearItInBfloat16() {
    long[][] texts = {text(1, 1), text(2, 2), text(3, 17), text(4, PlainBert.LONGEST)};
    try (BertNetwork network = open(EncoderPrecision.BFLOAT16)) {
      float[] all = network.encode(texts);
      for (int i = 0; i < texts.length; i++) {
        float[] vectors = of(all, texts, i);
        assertThat(Rows.cosine(vectors, expected(texts[i]))).isGreaterThan(0.9998);
        assertThat(vectors).as("not in float32").isNotEqualTo(expected(texts[i]));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesATextTheSameBitsWhateverElseIsGiven(EncoderPrecision precision) {
    long[] text = text(9, 23);
    List<long[]> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) { // more tokens than are computed at once
      many.add(text(100 + i, 1 + i % PlainBert.LONGEST));
    }
    many.add(text);
    many.add(0, text);
    long[][] texts = many.toArray(long[][]::new);
    try (BertNetwork network = open(precision)) {
      assertThat(Arrays.stream(texts).mapToInt(t -> t.length).sum())
          .isGreaterThan(2 * network.tokensAtOnce());
      float[] alone = network.encode(new long[][] {text});
      float[] all = network.encode(texts);
      assertThat(of(all, texts, 0)).isEqualTo(alone);
      assertThat(of(all, texts, texts.length - 1)).isEqualTo(alone);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheFirstTokensAloneTheSameBits(EncoderPrecision precision) {
    List<long[]> many = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      many.add(text(i, 1 + (7 * i) % PlainBert.LONGEST));
    }
    long[][] texts = many.toArray(long[][]::new);
    try (BertNetwork network = open(precision)) {
      float[] all = network.encode(texts);
      float[] first = network.encodeFirst(texts);
      assertThat(first).hasSize(texts.length * WEIGHTS.hidden());
      for (int i = 0; i < texts.length; i++) {
        int from = i * WEIGHTS.hidden();
        assertThat(Arrays.copyOfRange(first, from, from + WEIGHTS.hidden()))
            .isEqualTo(Arrays.copyOf(of(all, texts, i), WEIGHTS.hidden()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void servesSeveralThreadsAtOnce(EncoderPrecision precision) throws Exception {
    long[][] texts = {text(1, 30), text(2, 5)};
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (BertNetwork network = open(precision)) {
      float[] once = network.encode(texts);
      Callable<float[]> again =
          () -> {
            try (PointerScope closedWhileTheNetworkLives = new PointerScope()) {
              return network.encode(texts);
            }
          };
      for (Future<float[]> each : threads.invokeAll(Collections.nCopies(40, again))) {
        assertThat(each.get()).isEqualTo(once);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, PlainBert.WORDS, Long.MAX_VALUE})
  void refusesATokenThatItDoesNotKnow(long token) {
    try (BertNetwork network = open(EncoderPrecision.FLOAT32)) {
      assertThatThrownBy(() -> network.encode(new long[][] {text(1, 5), {0, token}}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(
              "token " + token, "knows " + PlainBert.WORDS + " tokens", "tokenizer");
      network.encodeFirst(new long[][] {{PlainBert.WORDS - 1}}); // throws nothing
    }
  }

  @Test
  void leavesTheNumberOfThreadsOfOthersAsItWas() throws Exception {
    ExecutorService encoding = Executors.newSingleThreadExecutor();
    ExecutorService training = Executors.newSingleThreadExecutor();
    try (BertNetwork network = open(EncoderPrecision.FLOAT32)) {
      training.submit(() -> torch.set_num_threads(3)).get();
      encoding.submit(() -> network.encode(new long[][] {text(1, 5)})).get();
      assertThat(encoding.submit(() -> torch.get_num_threads()).get()).isEqualTo(1);
      assertThat(training.submit(() -> torch.get_num_threads()).get()).isEqualTo(3);
      try (ExecutorService late = Executors.newSingleThreadExecutor()) {
        assertThat(late.submit(() -> torch.get_num_threads()).get()).isEqualTo(3);
      }
    } finally {
      encoding.shutdownNow();
      training.shutdownNow();
      torch.set_num_threads(2);
    }
  }

  @Test
  void refusesWeightsThatDoNotFitEachOther() {
    assertThatThrownBy(() -> new BertWeights(3, 1e-12f, WEIGHTS.embeddings(), WEIGHTS.layers()))
        .hasMessageContaining("number of heads");
    BertWeights other = PlainBert.random(32, 4, 128, 1);
    assertThatThrownBy(() -> new BertWeights(4, 1e-12f, WEIGHTS.embeddings(), other.layers()))
        .hasMessageContaining("attention's weights");
  }
}
