package dev.nextvec.internal.torch;

import dev.nextvec.internal.engine.BertWeights;
import dev.nextvec.internal.engine.BertWeights.Affine;
import dev.nextvec.internal.engine.BertWeights.Norm;
import dev.nextvec.internal.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/** A BERT network by its definition, in double precision, one text at a time. */
record PlainBert(BertWeights weights) {
  static final int WORDS = 50;
  static final int LONGEST = 40;

  /** Random weights of a small network. */
  static BertWeights random(int hidden, int heads, int feedForward, int layers) {
    CounterRandom random = CounterRandom.of(7, "bert");
    int[] drawn = {0};
    List<BertWeights.Layer> all = new ArrayList<>();
    BertWeights.Embeddings embeddings =
        new BertWeights.Embeddings(
            numbers(random, drawn, WORDS * hidden, 1),
            numbers(random, drawn, LONGEST * hidden, 1),
            numbers(random, drawn, hidden, 1),
            norm(random, drawn, hidden));
    for (int l = 0; l < layers; l++) {
      all.add(
          new BertWeights.Layer(
              affine(random, drawn, hidden, hidden),
              affine(random, drawn, hidden, hidden),
              affine(random, drawn, hidden, hidden),
              affine(random, drawn, hidden, hidden),
              norm(random, drawn, hidden),
              affine(random, drawn, hidden, feedForward),
              affine(random, drawn, feedForward, hidden),
              norm(random, drawn, hidden)));
    }
    return new BertWeights(heads, 1e-12f, embeddings, all);
  }

  private static float[] numbers(CounterRandom random, int[] drawn, int count, double scale) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (scale * random.gaussian(drawn[0]++));
    }
    return numbers;
  }

  private static Affine affine(CounterRandom random, int[] drawn, int inputs, int outputs) {
    double scale = 1.5 / Math.sqrt(inputs);
    return new Affine(
        numbers(random, drawn, inputs * outputs, scale), numbers(random, drawn, outputs, 0.3));
  }

  private static Norm norm(CounterRandom random, int[] drawn, int width) {
    float[] gain = numbers(random, drawn, width, 0.2);
    for (int i = 0; i < width; i++) {
      gain[i] += 1;
    }
    return new Norm(gain, numbers(random, drawn, width, 0.2));
  }

  /** The vectors of a text's tokens, {@code [tokens][hidden]}. */
  double[][] encode(long[] ids) {
    int hidden = weights.hidden();
    double[][] x = new double[ids.length][hidden];
    BertWeights.Embeddings from = weights.embeddings();
    for (int t = 0; t < ids.length; t++) {
      for (int d = 0; d < hidden; d++) {
        x[t][d] =
            (double) from.words()[(int) ids[t] * hidden + d]
                + from.positions()[t * hidden + d]
                + from.type()[d];
      }
    }
    normalise(x, from.norm());
    for (BertWeights.Layer layer : weights.layers()) {
      double[][] mixed =
          attention(times(x, layer.query()), times(x, layer.key()), times(x, layer.value()));
      add(x, times(mixed, layer.out()));
      normalise(x, layer.norm());
      double[][] inner = times(x, layer.up());
      for (double[] row : inner) {
        for (int d = 0; d < row.length; d++) {
          row[d] = row[d] * normalShareBelow(row[d]);
        }
      }
      add(x, times(inner, layer.down()));
      normalise(x, layer.last());
    }
    return x;
  }

  private double[][] attention(double[][] query, double[][] key, double[][] value) {
    int width = weights.hidden() / weights.heads();
    double[][] mixed = new double[query.length][weights.hidden()];
    for (int h = 0; h < weights.heads(); h++) {
      for (int i = 0; i < query.length; i++) {
        double[] shares = new double[key.length];
        double sum = 0;
        for (int j = 0; j < key.length; j++) {
          double score = 0;
          for (int d = h * width; d < (h + 1) * width; d++) {
            score += query[i][d] * key[j][d];
          }
          shares[j] = Math.exp(score / Math.sqrt(width));
          sum += shares[j];
        }
        for (int j = 0; j < key.length; j++) {
          for (int d = h * width; d < (h + 1) * width; d++) {
            mixed[i][d] += shares[j] / sum * value[j][d];
          }
        }
      }
    }
    return mixed;
  }

  private static double[][] times(double[][] x, Affine affine) {
    double[][] out = new double[x.length][affine.outputs()];
    for (int t = 0; t < x.length; t++) {
      for (int o = 0; o < affine.outputs(); o++) {
        double sum = affine.bias()[o];
        for (int i = 0; i < affine.inputs(); i++) {
          sum += x[t][i] * affine.weight()[i * affine.outputs() + o];
        }
        out[t][o] = sum;
      }
    }
    return out;
  }

  private static void add(double[][] x, double[][] y) {
    for (int t = 0; t < x.length; t++) {
      for (int d = 0; d < x[t].length; d++) {
        x[t][d] += y[t][d];
      }
    }
  }

  private void normalise(double[][] x, Norm norm) {
    for (double[] row : x) {
      double mean = 0;
      double square = 0;
      for (double value : row) {
        mean += value / row.length;
      }
      for (double value : row) {
        square += (value - mean) * (value - mean) / row.length;
      }
      double scale = 1 / Math.sqrt(square + weights.epsilon());
      for (int d = 0; d < row.length; d++) {
        row[d] = (row[d] - mean) * scale * norm.gain()[d] + norm.bias()[d];
      }
    }
  }

  /** The normal distribution below x, integrated by Simpson's rule: GELU is x times that. */
  private static double normalShareBelow(double x) {
    int steps = 400;
    double width = x / steps;
    double sum = density(0) + density(x);
    for (int i = 1; i < steps; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * density(i * width);
    }
    return 0.5 + sum * width / 3;
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
