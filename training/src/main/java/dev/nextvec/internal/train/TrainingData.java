package dev.nextvec.internal.train;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Architecture;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Looks at training windows for what would make a training pointless or fail for a reason that its
 * loss does not show. Stops as soon as it has seen enough, which for most data is at once.
 */
public final class TrainingData {
  private static final double SAME = 1e-5; // difference by length: rounding of what made them
  private static final int FEW_VECTORS = 16;
  private static final int MEASURED = 1000; // lengths
  private static final double SHORTEST = 1e-4; // steps of the usual size are larger than these
  private static final double LONGEST = 1e4; // their squares leave float32
  private static final double SHORT = 0.05;
  private static final double LONG = 20;

  private final Windows windows;
  private final int[] train;
  private final int dim;

  private TrainingData(Windows windows, int[] train) {
    this.windows = windows;
    this.train = train;
    this.dim = windows.dimension();
  }

  /**
   * Looks at what would be learned from.
   *
   * @return what a user should know, in sentences
   * @throws IllegalArgumentException if there is nothing to learn, or the vectors are far too short
   *     or too long for the settings of any training
   */
  public static List<String> check(Windows windows, Split split) {
    TrainingData data = new TrainingData(windows, split.train());
    data.refuseConstant();
    double length = data.typicalLength();
    if (length < SHORTEST || length > LONGEST) {
      throw new IllegalArgumentException(
          "the vectors have a length of about %s, and training is made for lengths near 1: scale them when the dataset is imported, with %s"
              .formatted(number(length), Setting.NORMALISE));
    }
    List<String> warnings = new ArrayList<>();
    if (length < SHORT || length > LONG) {
      warnings.add(
          "the vectors have a length of about %s, and the default settings are made for lengths near 1: to scale them, import the dataset with %s"
              .formatted(number(length), Setting.NORMALISE));
    }
    int different = data.differentVectors();
    if (different <= FEW_VECTORS) {
      warnings.add(
          "the training windows hold only %d different vectors: there is little to learn"
              .formatted(different));
    }
    return warnings;
  }

  /**
   * Makes sure that the vectors and the windows of the split are those that a network takes.
   *
   * @throws IllegalArgumentException naming both sizes if they differ
   */
  static void requireFit(Dataset dataset, Split split, Architecture architecture) {
    if (dataset.dimension() != architecture.dimension()) {
      throw new IllegalArgumentException(
          "the network takes vectors of dimension "
              + architecture.dimension()
              + " but those of "
              + dataset.path()
              + " have "
              + dataset.dimension()
              + ": leave out "
              + Setting.DIMENSION
              + ", or use other data");
    }
    if (split.contextLength() != architecture.contextLength()) {
      throw new IllegalArgumentException(
          "the network takes contexts of %d vectors but the split is for %d"
              .formatted(architecture.contextLength(), split.contextLength()));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2g", value);
  }

  private void refuseConstant() {
    int n = windows.contextLength();
    if (IntStream.rangeClosed(0, n).allMatch(this::isSameEverywhere)) {
      float[] first = row(0, n);
      if (IntStream.range(0, n).allMatch(at -> isSame(row(0, at), first))) {
        throw new IllegalArgumentException(
            "all vectors of the training windows are equal: there is nothing to learn; look at what"
                + " made them");
      }
      if (train.length > 1) {
        throw new IllegalArgumentException(
            "all training windows are equal: there is nothing to learn; add documents that differ");
      }
    }
    if (train.length > 1 && isSameEverywhere(n)) {
      throw new IllegalArgumentException(
          "the targets of all training windows are one and the same vector: there is nothing to"
              + " learn that the mean vector does not know");
    }
  }

  /** Whether all training windows have the same vector at a position. */
  private boolean isSameEverywhere(int position) {
    float[] first = row(0, position);
    for (int i = 1; i < train.length; i++) {
      if (!isSame(row(i, position), first)) {
        return false;
      }
    }
    return true;
  }

  private float[] row(int window, int position) {
    return windows.vectors().read(windows.firstRow(train[window]) + position);
  }

  private boolean isSame(float[] a, float[] b) {
    double difference = 0;
    for (int i = 0; i < dim; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
    }
    return Math.sqrt(difference) <= SAME * Math.sqrt(Rows.dot(b, 0, b, 0, dim));
  }

  /** Median length of targets; 1 where none can be measured. */
  private double typicalLength() {
    int count = Math.min(train.length, MEASURED);
    double[] lengths =
        IntStream.range(0, count)
            .mapToObj(i -> row((int) ((long) i * train.length / count), windows.contextLength()))
            .mapToDouble(TrainingData::length)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return lengths.length == 0 ? 1 : lengths[lengths.length / 2];
  }

  private static double length(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /** How many there are, counted to one more than few. */
  private int differentVectors() {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < train.length && seen.size() <= FEW_VECTORS; i++) {
      for (int position = 0; position <= windows.contextLength(); position++) {
        seen.add(Arrays.hashCode(row(i, position)));
      }
    }
    return Math.min(seen.size(), FEW_VECTORS + 1);
  }
}
