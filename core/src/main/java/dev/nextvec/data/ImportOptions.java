package dev.nextvec.data;

import dev.nextvec.vector.VectorType;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How vectors made elsewhere become a dataset.
 *
 * @param type how components are stored; empty: float16 from float16, otherwise float32
 * @param normalise whether vectors are scaled to length 1
 * @param dimension the dimension they must have; empty: any
 * @param contextLength some document must be long enough for a window of this context length
 * @param documents the document table of a plain array; empty: {@code documents.jsonl} beside it,
 *     if there is one
 * @param partial whether vectors of no document are left out instead of refused
 * @param groupCopies whether documents that share a chunk are put into one group: see {@link
 *     DatasetOptions}
 * @param overwrite whether a dataset that is already there is replaced
 */
public record ImportOptions(
    Optional<VectorType> type,
    boolean normalise,
    OptionalInt dimension,
    int contextLength,
    Optional<Path> documents,
    boolean partial,
    boolean groupCopies,
    boolean overwrite) {
  public ImportOptions {
    if (contextLength < 1) {
      throw new IllegalArgumentException(
          "`context-length` must be positive but was " + contextLength);
    }
    if (dimension.isPresent() && dimension.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "`dimension` must be positive but was " + dimension.getAsInt());
    }
  }

  /** Everything as it is, windows of 5 + 1 chunks, nothing overwritten. */
  public static ImportOptions defaults() {
    return new ImportOptions(
        Optional.empty(), false, OptionalInt.empty(), 5, Optional.empty(), false, false, false);
  }

  /** The same, stored as {@code stored}. */
  public ImportOptions withType(VectorType stored) {
    return new ImportOptions(
        Optional.of(stored),
        normalise,
        dimension,
        contextLength,
        documents,
        partial,
        groupCopies,
        overwrite);
  }

  /** The same, scaling vectors to length 1 or not. */
  public ImportOptions withNormalise(boolean scale) {
    return new ImportOptions(
        type, scale, dimension, contextLength, documents, partial, groupCopies, overwrite);
  }

  /** The same, requiring a dimension. */
  public ImportOptions withDimension(int required) {
    return new ImportOptions(
        type,
        normalise,
        OptionalInt.of(required),
        contextLength,
        documents,
        partial,
        groupCopies,
        overwrite);
  }

  /** The same for another context length. */
  public ImportOptions withContextLength(int length) {
    return new ImportOptions(
        type, normalise, dimension, length, documents, partial, groupCopies, overwrite);
  }

  /** The same with a document table. */
  public ImportOptions withDocuments(Path table) {
    return new ImportOptions(
        type,
        normalise,
        dimension,
        contextLength,
        Optional.of(table),
        partial,
        groupCopies,
        overwrite);
  }

  /** The same, leaving out vectors of no document, or refusing them. */
  public ImportOptions withPartial(boolean leaveOut) {
    return new ImportOptions(
        type, normalise, dimension, contextLength, documents, leaveOut, groupCopies, overwrite);
  }

  /** The same, with documents that share a chunk in one group, or not. */
  public ImportOptions withGroupCopies(boolean group) {
    return new ImportOptions(
        type, normalise, dimension, contextLength, documents, partial, group, overwrite);
  }

  /** The same, replacing a dataset that is already there, or not. */
  public ImportOptions withOverwrite(boolean replace) {
    return new ImportOptions(
        type, normalise, dimension, contextLength, documents, partial, groupCopies, replace);
  }
}
