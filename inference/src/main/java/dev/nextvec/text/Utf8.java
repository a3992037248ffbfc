package dev.nextvec.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: what is not UTF-8 is an error that says where, never a replacement character. */
final class Utf8 {
  private Utf8() {}

  /**
   * Decodes bytes; a byte order mark at the very beginning is dropped.
   *
   * @param file what the bytes came from, for messages
   * @param start offset of the first byte in the (uncompressed) file
   * @throws IOException naming file and offset of the first byte that is not UTF-8
   */
  static String decode(byte[] bytes, int length, Object file, long start) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
    CharBuffer out = CharBuffer.allocate(length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new CharacterCodingFailure(file, start + in.position(), bytes[in.position()] & 0xff);
    }
    out.flip();
    if (start == 0 && out.hasRemaining() && out.get(out.position()) == '\uFEFF') {
      out.get();
    }
    return out.toString();
  }

  /** A file that is not UTF-8. */
  private static final class CharacterCodingFailure extends CharacterCodingException {
    private static final long serialVersionUID = 1;
    private final String message;

    CharacterCodingFailure(Object file, long offset, int value) {
      this.message =
          "%s is not UTF-8: byte 0x%02x at offset %d; convert it to UTF-8 (iconv -t UTF-8)"
              .formatted(file, value, offset);
    }

    @Override
    public String getMessage() {
      return message;
    }
  }
}
