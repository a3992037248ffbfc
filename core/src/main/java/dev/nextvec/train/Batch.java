package dev.nextvec.train;

/**
 * Windows gathered for one step.
 *
 * @param contexts {@code [contextLength, size, dim]}, oldest vectors first
 * @param targets {@code [size, dim]}
 * @param size number of windows
 */
public record Batch(float[] contexts, float[] targets, int size) {}
