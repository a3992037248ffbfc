package dev.nextvec.internal.rerank;

import dev.nextvec.internal.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Fits networks to windows whose answer is known: cross-entropy of the softmax over a window's
 * candidates, by Adam, until it no longer gets better on documents that it is not fitted on. Each
 * holds back other documents, and the mean of their scores is one network (Breiman, <em>Bagging
 * predictors</em>, 1996). The same cases and seed give the same network to the last bit.
 *
 * @param networks whose mean is taken, at most {@value #HELD}
 * @param hidden units of each
 * @param rate of Adam's steps
 * @param decay of weights
 * @param dropout share of the units that a window goes without
 * @param batch windows of a step
 * @param epochs most passes over the windows
 * @param patience passes without getting better before it stops
 * @param seed of first weights, of the documents held back, and of the order of windows
 */
record Fitting(
    int networks,
    int hidden,
    float rate,
    float decay,
    float dropout,
    int batch,
    int epochs,
    int patience,
    long seed) {
  /** What was measured to be best, see RESULTS.md. */
  static final Fitting STANDARD = new Fitting(3, 64, 0.002f, 0.01f, 0.2f, 64, 25, 4, 1);

  /** One document of so many is held back by each network. */
  private static final int HELD = 5;

  private static final int FEWEST_FITTED = 100;
  private static final int FEWEST_HELD = 20;
  private static final double BETTER = 1e-5;

  Fitting {
    if (networks < 1 || networks > HELD) {
      throw new IllegalArgumentException(
          "%d networks cannot hold back other documents each: from 1 to %d can"
              .formatted(networks, HELD));
    }
  }

  /** Windows to fit on and windows to stop by. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Sides(int[] fitted, int[] held) {}

  /**
   * What came of it.
   *
   * @param network for features as {@link Features#describe} gives them
   * @param windows fitted on; the mean of several networks'
   * @param crossFitted so many of them were predicted by other models than the one it serves
   * @param epochs after which it was best; the most of several networks'
   * @param loss on the documents held back; the mean of several networks'
   */
  record Fitted(Network network, int windows, int crossFitted, int epochs, double loss) {
    static Fitted mean(List<Fitted> all) {
      return new Fitted(
          Network.mean(all.stream().map(Fitted::network).toList()),
          (int) Math.round(all.stream().mapToInt(Fitted::windows).average().orElseThrow()),
          all.getFirst().crossFitted(),
          all.stream().mapToInt(Fitted::epochs).max().orElseThrow(),
          all.stream().mapToDouble(Fitted::loss).average().orElseThrow());
    }
  }

  /**
   * Fits.
   *
   * @param together whether several networks are fitted at the same time, to the same bits
   * @throws NotFitted if there is too little to fit on, or something tells the answer
   */
  Fitted fit(Cases cases, boolean together) {
    int documents = documents(cases).length;
    if (documents < HELD) {
      throw new NotFitted(
          "too few documents have validation windows, %d: at least %d are needed, for one of %d stops the fitting"
              .formatted(documents, HELD, HELD));
    }
    Guard.require(cases);
    IntStream each = IntStream.range(0, networks);
    return Fitted.mean(
        (together ? each.parallel() : each).mapToObj(network -> fit(cases, network)).toList());
  }

  private Fitted fit(Cases cases, int network) {
    Sides sides = sides(cases, network);
    if (sides.held.length < FEWEST_HELD || sides.fitted.length < FEWEST_FITTED) {
      throw new NotFitted(
          "too few windows have their next chunk among the first candidates, %d to fit on and %d to stop by: at least %d and %d are needed"
              .formatted(sides.fitted.length, sides.held.length, FEWEST_FITTED, FEWEST_HELD));
    }
    Scaling scaling = Scaling.of(cases, sides.fitted);
    Fitted best = descend(cases, scaling, sides, CounterRandom.of(seed + network, "re-ranker"));
    Guard.require(cases, sides.held, scores(best.network, cases, scaling, sides.held));
    return new Fitted(
        scaling.into(best.network), best.windows, best.crossFitted, best.epochs, best.loss);
  }

  /** What stops it is as what will be searched for: no window of another model's is held back. */
  private Sides sides(Cases cases, int network) {
    int[] groups = documents(cases);
    CounterRandom.of(seed, "re-ranker documents").shuffle(groups);
    Set<Integer> held = new HashSet<>();
    int size = groups.length / HELD;
    for (int i = 0; i < size; i++) {
      held.add(groups[network * size + i]);
    }
    List<Integer> fitted = new ArrayList<>();
    List<Integer> stop = new ArrayList<>();
    for (int window : cases.answered()) {
      (held.contains(cases.groups()[window]) ? stop : fitted).add(window);
    }
    return new Sides(numbers(fitted), numbers(stop));
  }

  private static int[] documents(Cases cases) {
    return Arrays.stream(cases.groups()).limit(cases.own()).distinct().sorted().toArray();
  }

  private static int[] numbers(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private Fitted descend(Cases cases, Scaling scaling, Sides sides, CounterRandom random) {
    Network network = Network.initial(cases.names().size(), hidden, random.at(0));
    int cross = (int) Arrays.stream(sides.fitted).filter(w -> w >= cases.own()).count();
    Adam adam = new Adam(network.weights(), decay);
    Fitted best =
        new Fitted(network.copy(), sides.fitted.length, cross, 0, Double.POSITIVE_INFINITY);
    for (int epoch = 1; epoch <= epochs && epoch - best.epochs <= patience; epoch++) {
      int[] order = sides.fitted.clone();
      random.at(epoch).shuffle(order);
      for (int from = 0; from < order.length; from += batch) {
        int[] windows = Arrays.copyOfRange(order, from, Math.min(order.length, from + batch));
        step(network, adam, cases, scaling, windows, random.at(epoch).at(from));
      }
      double loss = loss(network, cases, scaling, sides.held);
      if (loss < best.loss - BETTER) {
        best = new Fitted(network.copy(), sides.fitted.length, cross, epoch, loss);
      }
    }
    return best;
  }

  private void step(
      Network network,
      Adam adam,
      Cases cases,
      Scaling scaling,
      int[] windows,
      CounterRandom random) {
    float[] gradient = new float[network.weights().length];
    Pass pass = new Pass(network);
    for (int from = 0; from < windows.length; from += Block.WINDOWS) {
      int[] some = some(windows, from);
      float[][] kept = new float[some.length][hidden];
      for (int i = 0; i < some.length; i++) {
        for (int h = 0; h < hidden; h++) {
          boolean on = random.uniform((long) (from + i) * hidden + h) >= dropout;
          kept[i][h] = on ? 1 / (1 - dropout) : 0;
        }
      }
      pass.addGradient(Block.of(cases, scaling, some), kept, gradient);
    }
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= windows.length;
    }
    adam.step(gradient, rate);
  }

  private static int[] some(int[] windows, int from) {
    return Arrays.copyOfRange(windows, from, Math.min(from + Block.WINDOWS, windows.length));
  }

  private static float[][] scores(Network network, Cases cases, Scaling scaling, int[] windows) {
    float[][] scores = new float[windows.length][];
    Pass pass = new Pass(network);
    for (int from = 0; from < windows.length; from += Block.WINDOWS) {
      float[][] own = pass.scores(Block.of(cases, scaling, some(windows, from)));
      System.arraycopy(own, 0, scores, from, own.length);
    }
    return scores;
  }

  private static double loss(Network network, Cases cases, Scaling scaling, int[] windows) {
    float[][] scores = scores(network, cases, scaling, windows);
    double sum = 0;
    for (int i = 0; i < windows.length; i++) {
      sum -=
          Math.log(
              Math.max(Double.MIN_NORMAL, Network.shares(scores[i])[cases.answers()[windows[i]]]));
    }
    return sum / windows.length;
  }
}
