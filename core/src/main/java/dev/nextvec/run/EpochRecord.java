package dev.nextvec.run;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one epoch measured. Epoch 0 is the untrained network: nothing was trained in it, so {@code
 * trainLoss}, {@code trainCosine}, {@code learningRate}, {@code gradientNorm} and {@code
 * samplesPerSecond} are NaN there.
 *
 * @param epoch number of the epoch, from 1; 0 before any training
 * @param step optimiser steps done since the start of training
 * @param trainLoss mean of the training objective over the epoch
 * @param trainCosine mean cosine between prediction and target over the epoch's training windows,
 *     as seen while training (dropout on)
 * @param validationLoss mean squared error of the normalised prediction on the validation windows
 * @param validationCosine mean cosine on the validation windows
 * @param learningRate rate used in the epoch's last step
 * @param gradientNorm mean global gradient norm before clipping
 * @param samplesPerSecond training windows per second, validation not counted
 * @param seconds wall time of training since its start, this epoch included
 * @param shares of the parts that are added to the network's start, by name; empty for most
 * @param validationMrr mean reciprocal rank of the true next chunk on the validation windows; only
 *     of a training for retrieval
 */
public record EpochRecord(
    int epoch,
    long step,
    double trainLoss,
    double trainCosine,
    double validationLoss,
    double validationCosine,
    double learningRate,
    double gradientNorm,
    double samplesPerSecond,
    double seconds,
    SortedMap<String, Double> shares,
    OptionalDouble validationMrr) {

  public EpochRecord {
    shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
  }

  /** An epoch of a training for regression of a network without shares. */
  public EpochRecord(
      int epoch,
      long step,
      double trainLoss,
      double trainCosine,
      double validationLoss,
      double validationCosine,
      double learningRate,
      double gradientNorm,
      double samplesPerSecond,
      double seconds) {
    this(
        epoch,
        step,
        trainLoss,
        trainCosine,
        validationLoss,
        validationCosine,
        learningRate,
        gradientNorm,
        samplesPerSecond,
        seconds,
        Collections.emptySortedMap(),
        OptionalDouble.empty());
  }

  /**
   * The network as it starts, before any step.
   *
   * @param seconds wall time of measuring it
   */
  public static EpochRecord untrained(
      double validationLoss,
      double validationCosine,
      double seconds,
      SortedMap<String, Double> shares,
      OptionalDouble validationMrr) {
    return new EpochRecord(
        0,
        0,
        Double.NaN,
        Double.NaN,
        validationLoss,
        validationCosine,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        seconds,
        shares,
        validationMrr);
  }

  /** Whether anything was trained in it: false for epoch 0. */
  public boolean isTrained() {
    return epoch > 0;
  }

  /**
   * The epoch whose weights are kept: that of the lowest error, the first of equals.
   *
   * @param untrained epoch 0, where it was measured
   * @param history the trained epochs
   */
  public static Optional<EpochRecord> best(
      Optional<EpochRecord> untrained, List<EpochRecord> history) {
    return Stream.concat(untrained.stream(), history.stream())
        .min(Comparator.comparingDouble(EpochRecord::error));
  }

  /** What chooses the best epoch and steers the learning rate, by the goal: lower is better. */
  public double error() {
    return validationMrr.isPresent() ? 1 - validationMrr.getAsDouble() : validationLoss;
  }
}
