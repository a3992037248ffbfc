package dev.nextvec.internal.json;

import dev.nextvec.internal.file.Sha256;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads lines of JSON strictly and hashes their bytes on the way. */
public final class JsonLines {
  private static final int BYTE_ORDER_MARK = 0xfeff;

  private JsonLines() {}

  /**
   * Opens a stream of UTF-8 lines, passing over a byte order mark at its beginning. Bytes that are
   * no UTF-8 end in a {@link java.nio.charset.CharacterCodingException}.
   *
   * @param hash takes every byte read
   */
  public static BufferedReader open(InputStream in, Sha256 hash) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new Hashing(in, hash),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)),
            1 << 16);
    lines.mark(1);
    if (lines.read() != BYTE_ORDER_MARK) {
      lines.reset();
    }
    return lines;
  }

  private static final class Hashing extends FilterInputStream {
    private final Sha256 hash;

    Hashing(InputStream in, Sha256 hash) {
      super(in);
      this.hash = hash;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      if (read > 0) {
        hash.add(into, offset, read);
      }
      return read;
    }
  }
}
