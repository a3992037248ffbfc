package dev.nextvec.internal.examine;

import dev.nextvec.data.Account;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.leak.RowTexts;
import dev.nextvec.vector.VectorStore;
import java.util.List;
import java.util.Optional;

/**
 * What is examined.
 *
 * @param name what people call it
 * @param sha256 its hash
 * @param vectors its vectors
 * @param documents its documents, in order of their first rows
 * @param boundariesKnown whether the documents are true ones
 * @param encoder what made the vectors, if recorded
 * @param account what was left out on the way to it; empty if not recorded
 * @param texts the text of its rows, where it is kept
 */
public record DatasetView(
    String name,
    String sha256,
    VectorStore vectors,
    List<Document> documents,
    boolean boundariesKnown,
    Optional<EncoderFingerprint> encoder,
    Account account,
    RowTexts texts) {
  /** Without texts. */
  public DatasetView(
      String name,
      String sha256,
      VectorStore vectors,
      List<Document> documents,
      boolean boundariesKnown,
      Optional<EncoderFingerprint> encoder,
      Account account) {
    this(name, sha256, vectors, documents, boundariesKnown, encoder, account, RowTexts.NONE);
  }

  public DatasetView {
    documents = List.copyOf(documents);
    if (vectors.rows() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s has %d rows: at most %d can be examined at once"
              .formatted(name, vectors.rows(), Integer.MAX_VALUE));
    }
  }

  /** A dataset on disk. */
  public static DatasetView of(Dataset dataset) {
    return new DatasetView(
        dataset.path().toString(),
        dataset.sha256(),
        dataset.vectors(),
        dataset.documents(),
        dataset.documentBoundariesKnown(),
        dataset.encoder(),
        dataset.account(),
        RowTexts.of(dataset.texts()));
  }
}
