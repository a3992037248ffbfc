package dev.nextvec.retrieval;

import java.util.OptionalDouble;

/**
 * A chunk that was found.
 *
 * @param rank 1 for the best
 * @param score what it was ordered by: a cosine, a BM25 score, or a sum of both, see {@link
 *     Strategy}
 * @param cosine to the strategy's query vector; for BM25 to the newest chunk. Absent where the
 *     query had no vectors
 * @param document id of its document
 * @param position number of the chunk in its document, from 0
 * @param title of the document; may be empty
 * @param text of the chunk; empty where the dataset kept none
 */
public record Hit(
    int rank,
    double score,
    OptionalDouble cosine,
    String document,
    long position,
    String title,
    String text) {}
