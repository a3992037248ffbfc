package dev.nextvec.data;

import dev.nextvec.vector.VectorType;
import java.util.Optional;

/**
 * How a dataset is written.
 *
 * @param dimension length of one vector
 * @param type how components are stored
 * @param encoder what makes the vectors, if known
 * @param documentBoundariesKnown whether the documents are true ones: see {@link
 *     Dataset#documentBoundariesKnown}
 * @param shardRows most rows in one file; {@link Long#MAX_VALUE} for one file of any size
 * @param overwrite whether a dataset that is already there is replaced
 */
public record DatasetOptions(
    int dimension,
    VectorType type,
    Optional<EncoderFingerprint> encoder,
    boolean documentBoundariesKnown,
    long shardRows,
    boolean overwrite) {
  public DatasetOptions {
    if (dimension < 1 || shardRows < 1) {
      throw new IllegalArgumentException(
          "`dimension` and `shard-rows` must be positive but were "
              + dimension
              + " and "
              + shardRows);
    }
  }

  /** One file, known documents, no encoder recorded, nothing overwritten. */
  public static DatasetOptions of(int dimension, VectorType type) {
    return new DatasetOptions(dimension, type, Optional.empty(), true, Long.MAX_VALUE, false);
  }

  /** The same with the encoder recorded. */
  public DatasetOptions withEncoder(Optional<EncoderFingerprint> recorded) {
    return new DatasetOptions(
        dimension, type, recorded, documentBoundariesKnown, shardRows, overwrite);
  }

  /** The same with documents that are known to be true ones, or not. */
  public DatasetOptions withDocumentBoundariesKnown(boolean known) {
    return new DatasetOptions(dimension, type, encoder, known, shardRows, overwrite);
  }

  /** The same in files of at most {@code rows} vectors. */
  public DatasetOptions withShardRows(long rows) {
    return new DatasetOptions(dimension, type, encoder, documentBoundariesKnown, rows, overwrite);
  }

  /** The same, replacing a dataset that is already there, or not. */
  public DatasetOptions withOverwrite(boolean replace) {
    return new DatasetOptions(
        dimension, type, encoder, documentBoundariesKnown, shardRows, replace);
  }
}
