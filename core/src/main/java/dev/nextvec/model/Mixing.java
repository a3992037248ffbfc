package dev.nextvec.model;

/**
 * How predictions were made of their contexts, where the architecture says so.
 *
 * @param weights {@code [count, contextLength]}: the attention paid to each position, oldest first
 * @param base {@code [count, dimension]}: what is predicted without the residual network; raw
 *     prediction less base is the residual
 */
@SuppressWarnings("ArrayRecordComponent")
public record Mixing(float[] weights, float[] base) {}
