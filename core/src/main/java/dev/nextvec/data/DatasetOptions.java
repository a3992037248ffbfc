package dev.nextvec.data;

import dev.nextvec.vector.VectorType;
import java.util.Locale;
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
 * @param groupCopies whether documents that share a chunk are put into one group, so that no split
 *     parts them; a chunk is shared where two vectors are equal or nearly equal
 * @param overwrite whether a dataset that is already there is replaced
 */
public record DatasetOptions(
    int dimension,
    VectorType type,
    Optional<EncoderFingerprint> encoder,
    boolean documentBoundariesKnown,
    long shardRows,
    boolean groupCopies,
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
    return new DatasetOptions(
        dimension, type, Optional.empty(), true, Long.MAX_VALUE, false, false);
  }

  /** The same with the encoder recorded. */
  public DatasetOptions withEncoder(Optional<EncoderFingerprint> recorded) {
    return new DatasetOptions(
        dimension, type, recorded, documentBoundariesKnown, shardRows, groupCopies, overwrite);
  }

  /**
   * The same with how texts were cut, as {@link EncoderFingerprint#cutAt} has it, if it has one.
   */
  public DatasetOptions cutAt(int chars, String language, int rules) {
    return withEncoder(encoder.map(made -> made.cutAt(chars, language, rules)));
  }

  /** The same with documents that are known to be true ones, or not. */
  public DatasetOptions withDocumentBoundariesKnown(boolean known) {
    return new DatasetOptions(dimension, type, encoder, known, shardRows, groupCopies, overwrite);
  }

  /** The same in files of at most {@code rows} vectors. */
  public DatasetOptions withShardRows(long rows) {
    return new DatasetOptions(
        dimension, type, encoder, documentBoundariesKnown, rows, groupCopies, overwrite);
  }

  /** Name of the file that holds the {@code shard}th {@link #shardRows} vectors. */
  String shardName(int shard) {
    return shardRows == Long.MAX_VALUE ? "vectors.npy" : shardFile(shard);
  }

  /** Name of a file of vectors, counted from 0, in a dataset that has several. */
  public static String shardFile(int shard) {
    return String.format(Locale.ROOT, "vectors-%05d.npy", shard);
  }

  /** The same, with documents that share a chunk in one group, or not. */
  public DatasetOptions withGroupCopies(boolean group) {
    return new DatasetOptions(
        dimension, type, encoder, documentBoundariesKnown, shardRows, group, overwrite);
  }

  /** The same, replacing a dataset that is already there, or not. */
  public DatasetOptions withOverwrite(boolean replace) {
    return new DatasetOptions(
        dimension, type, encoder, documentBoundariesKnown, shardRows, groupCopies, replace);
  }
}
