package dev.nextvec.run;

import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one epoch measured.
 *
 * @param epoch number of the epoch, from 1
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

  /** What chooses the best epoch and steers the learning rate, by the goal: lower is better. */
  public double error() {
    return validationMrr.isPresent() ? 1 - validationMrr.getAsDouble() : validationLoss;
  }
}
