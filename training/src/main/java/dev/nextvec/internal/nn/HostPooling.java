package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Workspace;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Pooling in plain loops: its arithmetic is five products a number and would be a dozen calls of
 * libtorch, each of which costs more than that.
 *
 * <p>Sums are double. They are exact enough for any order, and the compiler turns a loop that reads
 * floats at one place and writes doubles at another into vector instructions: the two cannot be the
 * same memory.
 */
final class HostPooling implements ContextPooling {
  private static final int LANES = 128; // sums beside each other in a product of two vectors

  private final int n;
  private final int dim;
  private final float scale;
  private final Libtorch engine;
  private final Workspace.Array askedRoom;
  private final Workspace.Array gradientRoom;
  private final Workspace.Rows sumRoom;
  private final Workspace.Array weightRoom;
  private final Workspace.Buffer weightCopy;
  private final double[] lanes = new double[LANES];
  private final float[] slopes; // of one window's weights
  private final double[] sums; // [dim]
  private float[] weights = {}; // [batch, n]

  HostPooling(int contextLength, long dimension, int attention, Workspace space) {
    n = contextLength;
    dim = Math.toIntExact(dimension);
    sums = new double[dim];
    scale = (float) (1 / Math.sqrt(attention));
    engine = space.engine();
    askedRoom = space.array();
    gradientRoom = space.array();
    sumRoom = space.rows();
    weightRoom = space.array();
    weightCopy = space.buffer();
    slopes = new float[n];
  }

  @Override
  public void mean(Contexts x, Tensor both) {
    int batch = x.size();
    float[] contexts = x.byWindow();
    float[][] means = sumRoom.of(batch, dim);
    for (int b = 0; b < batch; b++) {
      Arrays.fill(sums, 0);
      for (int i = 0; i < n; i++) {
        add(sums, 1.0 / n, contexts, (b * n + i) * dim);
      }
      narrow(sums, means[b]);
    }
    engine.uploadRows(means, 0, dim, both);
  }

  @Override
  public void attend(Contexts x, Tensor u, Tensor both) {
    int batch = x.size();
    float[] contexts = x.byWindow();
    float[] asked = askedRoom.of(batch * dim);
    engine.download(u, asked, batch * dim);
    weights = weightRoom.of(n * batch);
    float[][] attended = sumRoom.of(batch, dim);
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < n; i++) {
        int at = b * n + i;
        weights[at] = scale * product(contexts, at * dim, asked, b * dim);
      }
      softmax(b * n, (b + 1) * n);
      Arrays.fill(sums, 0);
      for (int i = 0; i < n; i++) {
        int at = b * n + i;
        add(sums, weights[at], contexts, at * dim);
      }
      narrow(sums, attended[b]);
    }
    engine.uploadRows(attended, dim, dim, both);
  }

  /** Over the positions of one window. */
  private void softmax(int from, int end) {
    float most = weights[from];
    for (int at = from; at < end; at++) {
      most = Math.max(most, weights[at]);
    }
    float sum = 0;
    for (int at = from; at < end; at++) {
      weights[at] = (float) Math.exp(weights[at] - most);
      sum += weights[at];
    }
    for (int at = from; at < end; at++) {
      weights[at] /= sum;
    }
  }

  @Override
  public Tensor weights(long batch) {
    Tensor copy = weightCopy.of(batch, n);
    engine.upload(weights, Math.toIntExact(n * batch), copy);
    return copy.t();
  }

  @Override
  public void backward(Contexts x, Tensor dAttended, Tensor du) {
    int batch = x.size();
    float[] contexts = x.byWindow();
    float[] d = gradientRoom.of(batch * dim);
    engine.download(dAttended, d, batch * dim);
    float[][] dAsked = sumRoom.of(batch, dim);
    for (int b = 0; b < batch; b++) {
      float total = 0;
      for (int i = 0; i < n; i++) {
        int at = b * n + i;
        slopes[i] = product(contexts, at * dim, d, b * dim);
        total += slopes[i] * weights[at];
      }
      Arrays.fill(sums, 0);
      for (int i = 0; i < n; i++) { // softmax: w (dw - Σ dw w)
        int at = b * n + i;
        add(sums, scale * weights[at] * (slopes[i] - total), contexts, at * dim);
      }
      narrow(sums, dAsked[b]);
    }
    engine.uploadRows(dAsked, 0, dim, du);
  }

  private float product(float[] x, int xFrom, float[] y, int yFrom) {
    Arrays.fill(lanes, 0);
    int whole = dim - dim % LANES;
    for (int at = 0; at < whole; at += LANES) {
      addProducts(lanes, x, xFrom + at, y, yFrom + at);
    }
    double s0 = 0; // four sums side by side: one would wait for each addition
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int w = 0; w < LANES; w += 4) {
      s0 += lanes[w];
      s1 += lanes[w + 1];
      s2 += lanes[w + 2];
      s3 += lanes[w + 3];
    }
    for (int at = whole; at < dim; at++) {
      s0 += x[xFrom + at] * y[yFrom + at];
    }
    return (float) (s0 + s1 + (s2 + s3));
  }

  private static void addProducts(double[] into, float[] x, int xFrom, float[] y, int yFrom) {
    for (int w = 0; w < LANES; w++) {
      into[w] += x[xFrom + w] * y[yFrom + w];
    }
  }

  private static void add(double[] into, double factor, float[] x, int from) {
    for (int w = 0; w < into.length; w++) {
      into[w] += factor * x[from + w];
    }
  }

  private static void narrow(double[] from, float[] into) {
    for (int w = 0; w < from.length; w++) {
      into[w] = (float) from[w];
    }
  }
}
