package dev.nextvec.internal.diagnose;

/**
 * What one position does for one prediction: the chunk is replaced by the mean of the others.
 *
 * @param loss cosine with the target that is lost; negative where the chunk misled
 * @param turn 1 - cosine between the predictions with and without it
 */
public record Influence(double loss, double turn) {}
