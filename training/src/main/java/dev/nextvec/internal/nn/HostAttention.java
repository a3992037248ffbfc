package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Layers;
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
  private final Libtorch engine;

  private final Dropout dropout;
  private final int heads;
  private final int width;
  private final int size;
  private final float scale;
  private final Workspace.Rows qRoom;
  private final Workspace.Rows kRoom;
  private final Workspace.Rows vRoom;
  private final Workspace.Rows mixedRoom;
  private final Workspace.Rows dkRoom;
  private final Workspace.Rows dvRoom;
  private final Workspace.Array pRoom;
  private float[][] q = {};
  private float[][] k = {};
  private float[][] v = {};
  private float[] p = {}; // [batch, queries, keys, heads]
  private float[] mask = {}; // [batch, heads, queries, keys]; empty without dropout
  private final float[] product;
  private final float[] dp;

  HostAttention(int width, int heads, Dropout dropout, Workspace workspace) {
    engine = workspace.engine();
    qRoom = workspace.rows();
    kRoom = workspace.rows();
    vRoom = workspace.rows();
    mixedRoom = workspace.rows();
    dkRoom = workspace.rows();
    dvRoom = workspace.rows();
    pRoom = workspace.array();
    this.dropout = dropout;
    this.heads = heads;
    this.width = width;
    size = width / heads;
    scale = (float) (1 / Math.sqrt(size));
    product = new float[width];
    dp = new float[Layers.MOST_HOSTED_KEYS * heads];
  }

  @Override
  public void forward(Tensor queryRows, Tensor keyRows, Tensor result, long windows, Mode pass) {
    int batch = Math.toIntExact(windows);
    int queries = Math.toIntExact(queryRows.size(0)) / batch;
    int keys = Math.toIntExact(keyRows.size(0)) / batch;
    q = download(queryRows, 0, qRoom);
    k = download(keyRows, 0, kRoom);
    v = download(keyRows, width, vRoom);
    float[][] mixed = mixedRoom.of(queries * batch, width);
    p = pRoom.of(batch * heads * queries * keys);
    mask = dropout.onHost(pass, batch * heads * queries * keys);
    for (int i = 0; i < queries; i++) {
      int seen = i + keys - queries + 1;
      for (int b = 0; b < batch; b++) {
        int at = (b * queries + i) * keys * heads;
        for (int j = 0; j < seen; j++) {
          scores(q[i * batch + b], k[j * batch + b], at + j * heads);
        }
        softmax(at, seen);
        float[] m = mixed[i * batch + b];
        Arrays.fill(m, 0);
        for (int j = 0; j < seen; j++) {
          for (int h = 0; h < heads; h++) {
            float share = p[at + j * heads + h] * kept(b, h, i, j, queries, keys);
            add(m, share, v[j * batch + b], h * size, (h + 1) * size);
          }
        }
      }
    }
    engine.uploadRows(mixed, 0, width, result);
  }

  /** Of one query with one key, in every head. */
  private void scores(float[] query, float[] key, int at) {
    multiply(product, query, key);
    for (int h = 0; h < heads; h++) {
      p[at + h] = scale * sum(product, h * size, (h + 1) * size);
    }
  }

  /** Over the keys that one query sees, in every head. */
  private void softmax(int at, int seen) {
    int end = at + seen * heads;
    for (int first = at; first < at + heads; first++) {
      float most = p[first];
      for (int j = first; j < end; j += heads) {
        most = Math.max(most, p[j]);
      }
      float sum = 0;
      for (int j = first; j < end; j += heads) {
        p[j] = (float) Math.exp(p[j] - most);
        sum += p[j];
      }
      for (int j = first; j < end; j += heads) {
        p[j] /= sum;
      }
    }
  }

  /** What dropout multiplies a share with. */
  private float kept(int b, int h, int i, int j, int queries, int keys) {
    return mask.length == 0 ? 1 : mask[((b * heads + h) * queries + i) * keys + j];
  }

  @Override
  public void backward(
      Tensor queryRows, Tensor keyRows, Tensor dMixed, Tensor dq, Tensor dKeyRows, long windows) {
    int batch = Math.toIntExact(windows);
    int queries = Math.toIntExact(queryRows.size(0)) / batch;
    int keys = Math.toIntExact(keyRows.size(0)) / batch;
    float[][] dm = download(dMixed, 0, mixedRoom);
    float[][] dk = zeros(keys * batch, dkRoom);
    float[][] dv = zeros(keys * batch, dvRoom);
    for (int i = 0; i < queries; i++) {
      int seen = i + keys - queries + 1;
      for (int b = 0; b < batch; b++) {
        int at = (b * queries + i) * keys * heads;
        float[] d = dm[i * batch + b];
        for (int j = 0; j < seen; j++) {
          multiply(product, d, v[j * batch + b]);
          for (int h = 0; h < heads; h++) {
            float keep = kept(b, h, i, j, queries, keys);
            dp[j * heads + h] = keep * sum(product, h * size, (h + 1) * size);
            float share = p[at + j * heads + h] * keep;
            add(dv[j * batch + b], share, d, h * size, (h + 1) * size);
          }
        }
        softmaxGradient(at, seen);
        Arrays.fill(d, 0); // from here on the gradient of the query
        for (int j = 0; j < seen; j++) {
          for (int h = 0; h < heads; h++) {
            float ds = dp[j * heads + h];
            add(d, ds, k[j * batch + b], h * size, (h + 1) * size);
            add(dk[j * batch + b], ds, q[i * batch + b], h * size, (h + 1) * size);
          }
        }
      }
    }
    engine.uploadRows(dm, 0, width, dq);
    engine.uploadRows(dk, 0, width, dKeyRows);
    engine.uploadRows(dv, width, width, dKeyRows);
  }

  /** ds = scale p (dp - Σ dp p) for one query, in every head. */
  private void softmaxGradient(int at, int seen) {
    int count = seen * heads;
    for (int h = 0; h < heads; h++) {
      float total = 0;
      for (int j = h; j < count; j += heads) {
        total += dp[j] * p[at + j];
      }
      for (int j = h; j < count; j += heads) {
        dp[j] = scale * p[at + j] * (dp[j] - total);
      }
    }
  }

  // Loops that run over whole arrays with one index: the compiler turns them into vector
  // instructions. It could not if the arrays were read at different places.

  private static void multiply(float[] into, float[] x, float[] y) {
    for (int w = 0; w < into.length; w++) {
      into[w] = x[w] * y[w];
    }
  }

  private static void add(float[] into, float factor, float[] x, int from, int to) {
    for (int w = from; w < to; w++) {
      into[w] += factor * x[w];
    }
  }

  /** Eight sums side by side, so that no addition waits for the one before it. */
  private static float sum(float[] x, int from, int to) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int w = from;
    for (; w + 7 < to; w += 8) {
      s0 += x[w];
      s1 += x[w + 1];
      s2 += x[w + 2];
      s3 += x[w + 3];
      s4 += x[w + 4];
      s5 += x[w + 5];
      s6 += x[w + 6];
      s7 += x[w + 7];
    }
    for (; w < to; w++) {
      s0 += x[w];
    }
    return s0 + s1 + s2 + s3 + (s4 + s5 + s6 + s7);
  }

  private float[][] zeros(int rows, Workspace.Rows room) {
    float[][] all = room.of(rows, width);
    for (int r = 0; r < rows; r++) {
      Arrays.fill(all[r], 0);
    }
    return all;
  }

  private float[][] download(Tensor from, int column, Workspace.Rows room) {
    float[][] rows = room.of(Math.toIntExact(from.size(0)), width);
    engine.downloadRows(from, column, width, rows);
    return rows;
  }
}
