package dev.nextvec.nn;

import dev.nextvec.torch.Engine;
import dev.nextvec.torch.Workspace;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Attention over short contexts in plain loops. With five positions each head's product is five by
 * five: libtorch's batched product calls the matrix library once for each window and head, and the
 * calls cost fifteen times what they compute. Here one pass over the rows does everything between
 * the projections, without copies by head.
 */
final class HostAttention implements AttentionCore {
  /** Beyond as many keys the matrix library's calls are worth their cost. */
  static final int MOST_KEYS = 32;

  private final Engine engine;
  private final Dropout dropout;
  private final int heads;
  private final int width;
  private final int size;
  private final float scale;
  private final Workspace.Array qRoom;
  private final Workspace.Array kvRoom;
  private final Workspace.Array mixedRoom;
  private final Workspace.Array pRoom;
  private final Workspace.Array dkvRoom;
  private float[] q = {};
  private float[] kv = {};
  private float[] mixed = {};
  private float[] p = {}; // [batch, heads, queries, keys]
  private float[] mask = {}; // like p; empty without dropout
  private float[] dkv = {};
  private final float[] dp = new float[MOST_KEYS];

  HostAttention(int width, int heads, Dropout dropout, Workspace workspace) {
    engine = workspace.engine();
    qRoom = workspace.array();
    kvRoom = workspace.array();
    mixedRoom = workspace.array();
    pRoom = workspace.array();
    dkvRoom = workspace.array();
    this.dropout = dropout;
    this.heads = heads;
    this.width = width;
    size = width / heads;
    scale = (float) (1 / Math.sqrt(size));
  }

  @Override
  public void forward(Tensor queryRows, Tensor keyRows, Tensor result, long windows, Pass pass) {
    int batch = Math.toIntExact(windows);
    int queries = Math.toIntExact(queryRows.size(0)) / batch;
    int keys = Math.toIntExact(keyRows.size(0)) / batch;
    q = download(queryRows, qRoom);
    kv = download(keyRows, kvRoom);
    mixed = mixedRoom.of(queries * batch * width);
    p = pRoom.of(batch * heads * queries * keys);
    mask = dropout.onHost(pass, batch * heads * queries * keys);
    for (int i = 0; i < queries; i++) {
      int seen = i + keys - queries + 1;
      for (int b = 0; b < batch; b++) {
        for (int h = 0; h < heads; h++) {
          int row = (i * batch + b) * width + h * size;
          int at = ((b * heads + h) * queries + i) * keys;
          int first = b * 2 * width + h * size;
          scores(row, first, batch, at, seen);
          softmax(p, at, seen);
          mix(row, first, batch, at, seen);
        }
      }
    }
    engine.upload(mixed, queries * batch * width, result);
  }

  private void scores(int row, int first, int batch, int at, int seen) {
    for (int k = 0; k < seen; k++) {
      p[at + k] = scale * dot(q, row, kv, first + k * batch * 2 * width, size);
    }
  }

  private void mix(int row, int first, int batch, int at, int seen) {
    Arrays.fill(mixed, row, row + size, 0);
    for (int k = 0; k < seen; k++) {
      add(mixed, row, p[at + k] * kept(at + k), kv, first + k * batch * 2 * width + width, size);
    }
  }

  private float kept(int at) {
    return mask.length == 0 ? 1 : mask[at];
  }

  @Override
  public void backward(
      Tensor queryRows, Tensor keyRows, Tensor dMixed, Tensor dq, Tensor dKeyRows, long windows) {
    int batch = Math.toIntExact(windows);
    int queries = Math.toIntExact(queryRows.size(0)) / batch;
    int keys = Math.toIntExact(keyRows.size(0)) / batch;
    float[] dm = download(dMixed, mixedRoom);
    dkv = dkvRoom.of(keys * batch * 2 * width);
    Arrays.fill(dkv, 0, keys * batch * 2 * width, 0);
    for (int i = 0; i < queries; i++) {
      int seen = i + keys - queries + 1;
      for (int b = 0; b < batch; b++) {
        for (int h = 0; h < heads; h++) {
          int row = (i * batch + b) * width + h * size;
          int at = ((b * heads + h) * queries + i) * keys;
          backward(dm, row, b * 2 * width + h * size, batch, at, seen);
        }
      }
    }
    engine.upload(dm, queries * batch * width, dq);
    engine.upload(dkv, keys * batch * 2 * width, dKeyRows);
  }

  /** Of one query in one head; its gradient replaces that of what it mixed. */
  private void backward(float[] dm, int row, int first, int batch, int at, int seen) {
    float total = 0;
    for (int k = 0; k < seen; k++) {
      int value = first + k * batch * 2 * width + width;
      float keep = kept(at + k);
      add(dkv, value, p[at + k] * keep, dm, row, size);
      dp[k] = keep * dot(dm, row, kv, value, size);
      total += dp[k] * p[at + k];
    }
    Arrays.fill(dm, row, row + size, 0);
    for (int k = 0; k < seen; k++) {
      int key = first + k * batch * 2 * width;
      float ds = scale * p[at + k] * (dp[k] - total);
      add(dm, row, ds, kv, key, size);
      add(dkv, key, ds, q, row, size);
    }
  }

  private static void softmax(float[] x, int at, int count) {
    float most = x[at];
    for (int k = 1; k < count; k++) {
      most = Math.max(most, x[at + k]);
    }
    float sum = 0;
    for (int k = 0; k < count; k++) {
      x[at + k] = (float) Math.exp(x[at + k] - most);
      sum += x[at + k];
    }
    for (int k = 0; k < count; k++) {
      x[at + k] /= sum;
    }
  }

  /** Eight sums side by side, so that no addition waits for the one before it. */
  private static float dot(float[] x, int i, float[] y, int j, int count) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int k = 0;
    for (; k + 7 < count; k += 8) {
      s0 += x[i + k] * y[j + k];
      s1 += x[i + k + 1] * y[j + k + 1];
      s2 += x[i + k + 2] * y[j + k + 2];
      s3 += x[i + k + 3] * y[j + k + 3];
      s4 += x[i + k + 4] * y[j + k + 4];
      s5 += x[i + k + 5] * y[j + k + 5];
      s6 += x[i + k + 6] * y[j + k + 6];
      s7 += x[i + k + 7] * y[j + k + 7];
    }
    for (; k < count; k++) {
      s0 += x[i + k] * y[j + k];
    }
    return s0 + s1 + s2 + s3 + (s4 + s5 + s6 + s7);
  }

  private static void add(float[] into, int i, float factor, float[] x, int j, int count) {
    for (int k = 0; k < count; k++) {
      into[i + k] += factor * x[j + k];
    }
  }

  private float[] download(Tensor from, Workspace.Array into) {
    int count = Math.toIntExact(from.numel());
    float[] target = into.of(count);
    engine.download(from, target, count);
    return target;
  }
}
