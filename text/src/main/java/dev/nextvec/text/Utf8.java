package dev.nextvec.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Strict UTF-8: what is not UTF-8 is an error that says where, never a replacement character; and
 * what is valid by accident (UTF-16 of plain letters, ISO 2022, binary data) is refused too.
 */
final class Utf8 {
  /** Text has hardly any control characters; UTF-16 read as UTF-8 is full of them. */
  private static final int LETTERS_PER_CONTROL = 100;

  private Utf8() {}

  /**
   * Decodes bytes; a byte order mark at the very beginning is dropped.
   *
   * @param file what the bytes came from, for messages
   * @param start offset of the first byte in the (uncompressed) file
   * @throws IOException naming file and offset of the first byte that is not UTF-8, or what the
   *     file or its bytes seem to be
   */
  static String decode(byte[] bytes, int length, Object file, long start) throws IOException {
    Optional<Signature> other = start == 0 ? Signature.of(bytes, length) : Optional.empty();
    if (other.isPresent()) {
      throw new NotUtf8(file + " " + other.get().sentence());
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
    CharBuffer out = CharBuffer.allocate(length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      int at = in.position();
      throw new NotUtf8(
          "%s is not UTF-8: byte 0x%02x at offset %d; %s"
              .formatted(file, bytes[at] & 0xff, start + at, advice(bytes, length)));
    }
    out.flip();
    if (start == 0 && out.hasRemaining() && out.get(out.position()) == '\uFEFF') {
      out.get();
    }
    String text = out.toString();
    requireText(text, bytes, length, file);
    return text;
  }

  private static String advice(byte[] bytes, int length) {
    Optional<String> likely = CharacterSets.likely(bytes, length);
    if (likely.isEmpty()) {
      return "convert it to UTF-8 (iconv -f ITS-ENCODING -t UTF-8)";
    }
    return likely.get().equals("UTF-8")
        ? "the rest of it is, so it is damaged there or mixes encodings"
        : convert(likely.get());
  }

  private static String convert(String encoding) {
    return "it looks like %s: convert it to UTF-8 (iconv -f %s -t UTF-8)"
        .formatted(encoding, encoding);
  }

  /** Refuses what is UTF-8 by accident only. */
  private static void requireText(String text, byte[] bytes, int length, Object file)
      throws IOException {
    Optional<String> escaped = CharacterSets.escaped(text);
    if (escaped.isPresent()) {
      throw new NotUtf8("%s is not UTF-8: %s".formatted(file, convert(escaped.get())));
    }
    long controls = text.chars().filter(Utf8::isControl).count();
    if (controls * LETTERS_PER_CONTROL <= text.length()) {
      return;
    }
    Optional<String> wide = CharacterSets.wide(bytes, length);
    if (wide.isPresent()) {
      throw new NotUtf8("%s is not UTF-8: %s".formatted(file, convert(wide.get())));
    }
    throw new NotUtf8(
        "%s is not plain text: %d of its %d characters are control characters; %s"
            .formatted(
                file,
                controls,
                text.length(),
                text.contains("\u001b[")
                    ? "it holds the colours of a terminal: write it without them"
                    : "it may be binary, or text in an encoding other than UTF-8"));
  }

  private static boolean isControl(int c) {
    return c == 0x7f || (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f');
  }

  /** A file that is not text in UTF-8. */
  private static final class NotUtf8 extends CharacterCodingException {
    private static final long serialVersionUID = 1;
    private final String message;

    NotUtf8(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }
}
