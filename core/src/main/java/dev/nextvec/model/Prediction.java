package dev.nextvec.model;

import java.util.Optional;

/**
 * What a model expects to come next.
 *
 * @param vector {@code [dimension]}, of unit length
 * @param attention {@code [contextLength]}: the weight paid to each vector of the context, oldest
 *     first, adding to one; empty for architectures without
 */
@SuppressWarnings("ArrayRecordComponent") // made anew for each call, and the caller's own
public record Prediction(float[] vector, Optional<float[]> attention) {}
