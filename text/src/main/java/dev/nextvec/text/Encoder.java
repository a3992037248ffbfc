package dev.nextvec.text;

import dev.nextvec.data.EncoderFingerprint;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Turns texts into unit vectors. Safe to use from several threads. */
public interface Encoder extends AutoCloseable {

  /** Receives vectors as they become ready; never called by two threads at once. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes a vector.
     *
     * @param index position of its text in the list given
     * @param vector {@code [dimension]}, of length 1
     */
    void accept(int index, float[] vector) throws IOException;
  }

  /** What people call it. */
  String name();

  /** Length of a vector. */
  int dimension();

  /** What it is recognised by. */
  EncoderFingerprint fingerprint();

  /**
   * Which texts are longer than this encoder reads, so that their ends do not count in their
   * vectors.
   *
   * @return positions in the list; empty if this encoder cannot tell
   */
  default Optional<BitSet> cut(List<String> texts) {
    return Optional.empty();
  }

  /** How many tokens of a text are read at most, if that is known. */
  default OptionalInt longestTokens() {
    return OptionalInt.empty();
  }

  /**
   * How many tokens of the texts are read, those counted that an encoder puts before and after; of
   * several networks, those of the one that reads most of a text.
   *
   * @return empty if this encoder cannot tell
   */
  default OptionalLong tokens(List<String> texts) {
    return OptionalLong.empty();
  }

  /** A warning where chunks of about so many characters are certain to be cut, before any is. */
  default Optional<String> certainCut(int chunkChars) {
    return longestTokens().isPresent()
        ? CertainCut.warning(longestTokens().getAsInt(), chunkChars)
        : Optional.empty();
  }

  /**
   * Encodes texts, in whatever order is fastest.
   *
   * @throws IOException if a remote encoder cannot be reached or the sink fails
   */
  void encode(List<String> texts, Sink sink) throws IOException;

  /**
   * Encodes texts.
   *
   * @return {@code [texts, dimension]} in the order of the texts
   */
  default float[][] encode(List<String> texts) throws IOException {
    float[][] vectors = new float[texts.size()][];
    encode(texts, (index, vector) -> vectors[index] = vector);
    return vectors;
  }

  @Override
  void close();
}
