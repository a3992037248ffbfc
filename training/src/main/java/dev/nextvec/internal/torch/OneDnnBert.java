package dev.nextvec.internal.torch;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.engine.BertNetwork;
import dev.nextvec.internal.engine.BertWeights;
import dev.nextvec.internal.engine.BertWeights.Affine;
import dev.nextvec.internal.engine.BertWeights.Norm;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;

/**
 * A BERT network on oneDNN: texts stand one behind the other without padding, every product takes
 * its bias and what follows it along, and each text attends to itself alone. Embeddings, scores,
 * softmax, norms and what is added up from layer to layer are float32 in every precision.
 */
final class OneDnnBert implements BertNetwork {
  private static final int AT_ONCE = 512; // tokens; 256 and 1,024 are as fast

  private final BertWeights weights;
  private final BertKernels kernels;
  private final NativeNorm first;
  private final List<NativeLayer> layers;
  private final ConcurrentLinkedQueue<BertPass> idle = new ConcurrentLinkedQueue<>();

  record NativeNorm(FloatPointer gain, FloatPointer bias) {
    static NativeNorm of(Norm norm) {
      return new NativeNorm(BertAffine.kept(norm.gain()), BertAffine.kept(norm.bias()));
    }

    void close() {
      gain.releaseReference();
      bias.releaseReference();
    }
  }

  record NativeLayer(
      BertAffine projection,
      BertAffine out,
      NativeNorm norm,
      BertAffine up,
      BertAffine down,
      NativeNorm last) {
    void close() {
      List.of(projection, out, up, down).forEach(BertAffine::close);
      norm.close();
      last.close();
    }
  }

  OneDnnBert(OneDnnKernels.Native library, BertWeights weights, EncoderPrecision precision) {
    this.weights = weights;
    kernels =
        new BertKernels(
            library,
            switch (precision) {
              case FLOAT32 -> dnnl_f32;
              case BFLOAT16 -> dnnl_bf16;
            });
    first = NativeNorm.of(weights.embeddings().norm());
    layers = weights.layers().stream().map(this::nativeLayer).toList();
  }

  private NativeLayer nativeLayer(BertWeights.Layer layer) {
    return new NativeLayer(
        BertAffine.of(kernels, projection(layer, weights.heads())),
        BertAffine.of(kernels, layer.out()),
        NativeNorm.of(layer.norm()),
        BertAffine.of(kernels, layer.up()),
        BertAffine.of(kernels, layer.down()),
        NativeNorm.of(layer.last()));
  }

  /** Query, key and value side by side, the queries divided by the root of a head's width. */
  private static Affine projection(BertWeights.Layer layer, int heads) {
    int hidden = layer.query().inputs();
    float scale = (float) (1 / Math.sqrt((double) hidden / heads));
    float[] weight = new float[3 * hidden * hidden];
    float[] bias = new float[3 * hidden];
    List<Affine> parts = List.of(scaled(layer.query(), scale), layer.key(), layer.value());
    for (int p = 0; p < parts.size(); p++) {
      System.arraycopy(parts.get(p).bias(), 0, bias, p * hidden, hidden);
      for (int row = 0; row < hidden; row++) {
        System.arraycopy(
            parts.get(p).weight(), row * hidden, weight, (3 * row + p) * hidden, hidden);
      }
    }
    return new Affine(weight, bias);
  }

  private static Affine scaled(Affine affine, float scale) {
    return new Affine(scaled(affine.weight(), scale), scaled(affine.bias(), scale));
  }

  private static float[] scaled(float[] numbers, float scale) {
    float[] scaled = numbers.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= scale;
    }
    return scaled;
  }

  BertWeights weights() {
    return weights;
  }

  BertKernels kernels() {
    return kernels;
  }

  NativeNorm first() {
    return first;
  }

  List<NativeLayer> layers() {
    return layers;
  }

  @Override
  public int tokensAtOnce() {
    return Math.max(AT_ONCE, weights.longest());
  }

  @Override
  public float[] encode(long[][] ids) {
    return encode(ids, Arrays.stream(ids).mapToInt(text -> text.length).sum(), false);
  }

  @Override
  public float[] encodeFirst(long[][] ids) {
    return encode(ids, ids.length, true);
  }

  private float[] encode(long[][] ids, int vectors, boolean firstOnly) {
    requireKnown(ids);
    ThreadCount.alone();
    float[] all = new float[vectors * weights.hidden()];
    @Nullable BertPass free = idle.poll();
    BertPass pass = free == null ? new BertPass(this) : free;
    try {
      int at = 0;
      for (int start = 0; start < ids.length; ) {
        int end = fitting(ids, start);
        at += pass.run(Arrays.copyOfRange(ids, start, end), firstOnly, all, at);
        start = end;
      }
    } finally {
      idle.add(pass);
    }
    return all;
  }

  private void requireKnown(long[][] ids) {
    int known = weights.embeddings().words().length / weights.hidden();
    for (long[] text : ids) {
      for (long id : text) {
        if (id < 0 || id >= known) {
          throw new IllegalStateException(
              "a text has token %d but the network knows %d tokens: the tokenizer is of another one"
                  .formatted(id, known));
        }
      }
    }
  }

  /** The end of the texts from a start on that are computed together. */
  private int fitting(long[][] ids, int start) {
    int tokens = ids[start].length;
    int end = start + 1;
    while (end < ids.length && tokens + ids[end].length <= tokensAtOnce()) {
      tokens += ids[end++].length;
    }
    return end;
  }

  @Override
  public void close() {
    idle.forEach(BertPass::close);
    idle.clear();
    first.close();
    layers.forEach(NativeLayer::close);
  }
}
