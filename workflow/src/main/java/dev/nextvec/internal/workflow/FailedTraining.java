package dev.nextvec.internal.workflow;

/**
 * A training of a sweep that came to no good end; the others went on.
 *
 * @param task what was to be trained
 * @param why its failure, with one line for the user
 */
public record FailedTraining(TrainingTask task, Throwable why) {}
