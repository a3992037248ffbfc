package dev.nextvec.text;

import java.io.IOException;

/** Where encoded documents go, in order. */
interface ChunkTarget {

  /** Begins a document; the chunks that follow are its own. */
  void begin(SourceDocument document) throws IOException;

  /**
   * The next chunk.
   *
   * @param vector {@code [dimension]}, of length 1
   */
  void chunk(String text, float[] vector) throws IOException;

  /** Ends the document; it has at least one chunk. */
  void end() throws IOException;
}
