/**
 * From text to vectors, a document at a time.
 *
 * <p>{@link dev.nextvec.text.Corpus} finds files, {@link dev.nextvec.text.DocumentReader} takes the
 * markup off, {@link dev.nextvec.text.Chunker} packs sentences to chunks, an {@link
 * dev.nextvec.text.Encoder} makes a vector of each, and {@link dev.nextvec.text.EncodeJob} writes
 * them as a dataset. Vectors once computed are kept in {@link dev.nextvec.text.EmbeddingCache}, by
 * default under {@code $XDG_CACHE_HOME/nextvec/embeddings} or {@code ~/.cache/nextvec/embeddings}:
 * an interrupted run resumes, and a corpus that has changed a little is soon encoded again.
 * Deleting that directory costs nothing but time.
 */
@NullMarked
package dev.nextvec.text;

import org.jspecify.annotations.NullMarked;
