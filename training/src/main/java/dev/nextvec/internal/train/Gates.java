package dev.nextvec.internal.train;

import dev.nextvec.model.Architecture;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of each part of a network ({@link Architecture#gatedParts}) is added to its start b: the
 * shares sᵢ between 0 and 1 that minimise the squared error Σ |y - b - Σ sᵢ dᵢ|² over windows, with
 * y the targets and dᵢ what part i adds.
 */
final class Gates {
  private static final int SWEEPS = 1000;

  private final Learner learner;
  private final int parts;
  private final double[][] gram; // Σ dᵢ · dⱼ
  private final double[] along; // Σ (y - b) · dᵢ

  private Gates(Learner learner) {
    this.learner = learner;
    this.parts = learner.architecture().gatedParts().size();
    this.gram = new double[parts][parts];
    this.along = new double[parts];
  }

  /**
   * Chooses the shares on the windows and sets them; does nothing for a network without any. Each
   * worker measures some batches.
   */
  static void choose(Learner learner, Gather gather, int[] windows, int batchSize) {
    Gates shares = new Gates(learner);
    if (shares.parts == 0) {
      return;
    }
    GradientExchange exchange = learner.exchange();
    int step = batchSize * exchange.workers();
    for (int from = batchSize * exchange.rank(); from < windows.length; from += step) {
      shares.add(gather.batch(windows, from, Math.min(batchSize, windows.length - from)));
    }
    for (double[] row : shares.gram) {
      exchange.sum(row);
    }
    exchange.sum(shares.along);
    shares.set(least(shares.gram, shares.along));
  }

  /** Gives every part the same share. */
  static void all(Learner learner, double share) {
    Gates shares = new Gates(learner);
    if (shares.parts > 0) {
      double[] same = new double[shares.parts];
      Arrays.fill(same, share);
      shares.set(same);
    }
  }

  /** What is set, by the name of the part. */
  static SortedMap<String, Double> of(Learner learner) {
    SortedMap<String, Double> shares = new TreeMap<>();
    List<String> parts = learner.architecture().gatedParts();
    for (int i = 0; i < parts.size(); i++) {
      shares.put(parts.get(i), (double) learner.weights().get(Architecture.SHARES)[i]);
    }
    return shares;
  }

  private void set(double[] values) {
    float[] floats = new float[parts];
    for (int i = 0; i < parts; i++) {
      floats[i] = (float) values[i];
    }
    learner.weights().set(Architecture.SHARES, floats);
  }

  private void add(Batch batch) {
    int count = batch.size() * learner.architecture().dimension();
    float[] start = predict(batch, -1, count);
    float[][] ways = new float[parts][];
    for (int i = 0; i < parts; i++) {
      ways[i] = predict(batch, i, count);
      for (int at = 0; at < count; at++) {
        ways[i][at] -= start[at];
      }
    }
    for (int i = 0; i < parts; i++) {
      for (int j = 0; j < parts; j++) {
        gram[i][j] += dot(ways[i], ways[j], count);
      }
      along[i] += dot(batch.targets(), ways[i], count) - dot(start, ways[i], count);
    }
  }

  /** Raw predictions with one part whole and no other; without any if {@code part} is -1. */
  private float[] predict(Batch batch, int part, int count) {
    double[] only = new double[parts];
    if (part >= 0) {
      only[part] = 1;
    }
    set(only);
    float[] raw = new float[count];
    learner.predict(batch, raw);
    return raw;
  }

  private static double dot(float[] a, float[] b, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** Least squares within [0, 1]: each share in turn given the others, until none moves. */
  static double[] least(double[][] gram, double[] along) {
    double[] shares = new double[along.length];
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double moved = 0;
      for (int i = 0; i < shares.length; i++) {
        double rest = along[i] + gram[i][i] * shares[i];
        for (int j = 0; j < shares.length; j++) {
          rest -= gram[i][j] * shares[j];
        }
        double next = gram[i][i] > 0 ? Math.clamp(rest / gram[i][i], 0, 1) : 0;
        moved = Math.max(moved, Math.abs(next - shares[i]));
        shares[i] = next;
      }
      if (moved < 1e-9) {
        break;
      }
    }
    return shares;
  }
}
