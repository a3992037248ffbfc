package dev.nextvec.data;

import dev.nextvec.vector.VectorType;
import java.nio.file.Path;

/**
 * What was written.
 *
 * @param path the dataset directory
 * @param documents number of documents
 * @param count number of vectors
 * @param dimension length of one vector
 * @param type how they are stored
 * @param vectorsSha256 hash of the vectors
 */
public record DatasetInfo(
    Path path, long documents, long count, int dimension, VectorType type, String vectorsSha256) {}
