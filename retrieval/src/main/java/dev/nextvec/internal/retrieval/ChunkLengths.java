package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.retrieval.Retriever;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How long the chunks of a corpus are, as recorded or else measured on their texts, so that a text
 * that is asked about is cut as they were.
 */
public final class ChunkLengths {
  private static final int DOCUMENTS = 64;
  private static final int CHUNKS = 8;
  private static final double ALIKE = 1.5;

  private ChunkLengths() {}

  /**
   * The length to cut a text to: what the corpus was cut to; where that is not recorded, the length
   * of its chunks. Empty where there are no texts to tell that either. It may be shorter than
   * chunks can be asked for, which whoever cuts them knows.
   *
   * @param usual what is taken for the length of chunks that are about so long
   * @throws IOException if the index cannot be read
   */
  public static OptionalInt target(Retriever retriever, int usual) throws IOException {
    OptionalInt recorded =
        retriever.encoder().map(EncoderFingerprint::chunkChars).orElse(OptionalInt.empty());
    if (recorded.isPresent()) {
      return recorded;
    }
    OptionalInt typical = typical(retriever);
    if (typical.isEmpty()) {
      return typical;
    }
    int length = typical.getAsInt();
    return OptionalInt.of(length > usual * ALIKE || length < usual / ALIKE ? length : usual);
  }

  /**
   * The median length, in characters, of chunks that another follows in their document: the last
   * one is what was left. Of an even sample; empty where there are none, or no texts.
   */
  static OptionalInt typical(Retriever retriever) throws IOException {
    List<Document> documents =
        retriever.documents().stream().filter(document -> document.count() > 1).toList();
    int step = Math.max(1, documents.size() / DOCUMENTS);
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < documents.size(); i += step) {
      Document document = documents.get(i);
      long some = Math.min(CHUNKS, document.count() - 1);
      for (String text : retriever.texts(document.id(), 0, some)) {
        if (!text.isBlank()) {
          lengths.add(text.length());
        }
      }
    }
    lengths.sort(null);
    return lengths.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(lengths.get(lengths.size() / 2));
  }
}
