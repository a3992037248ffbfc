package dev.nextvec.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A path as one line of text that tells it from every other path, whatever bytes its names are made
 * of and whatever the locale: elements are joined by {@code /}; bytes that are not UTF-8 and
 * control characters stand as {@code \x0A}, and so does the backslash of a name that has {@code \x}
 * in it.
 */
final class FileName {
  private static final Pattern ESCAPE = Pattern.compile("\\\\x");

  private FileName() {}

  static String of(Path path) {
    StringBuilder out = new StringBuilder();
    if (path.getRoot() != null) {
      out.append(path.getRoot().toString().replace('\\', '/'));
    }
    String between = "";
    for (Path element : path) {
      out.append(between).append(element(element));
      between = "/";
    }
    return out.toString();
  }

  private static String element(Path element) {
    String text = element.toString();
    byte[] bytes =
        text.indexOf('\uFFFD') < 0 ? text.getBytes(StandardCharsets.UTF_8) : raw(element);
    return printable(bytes);
  }

  /** The bytes of a name, which only its URI tells where the locale's character set lacks them. */
  private static byte[] raw(Path element) {
    String uri = element.toUri().getRawPath();
    String path = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    String name = path.substring(path.lastIndexOf('/') + 1);
    ByteBuffer bytes = ByteBuffer.allocate(name.length());
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '%') {
        bytes.put((byte) Integer.parseInt(name, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.put((byte) name.charAt(i));
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static String printable(byte[] name) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(name);
    StringBuilder out = new StringBuilder();
    CharBuffer chars = CharBuffer.allocate(name.length + 1);
    while (in.hasRemaining()) {
      CoderResult result = decoder.reset().decode(in, chars, true);
      appendPrintable(chars.flip(), out);
      chars.clear();
      for (int i = 0; result.isError() && i < result.length(); i++) {
        appendEscaped(in.get() & 0xff, out);
      }
    }
    return out.toString();
  }

  private static void appendPrintable(CharBuffer chars, StringBuilder out) {
    String text = ESCAPE.matcher(chars).replaceAll("\\\\x5Cx");
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i)) && text.charAt(i) < 0x80) {
        appendEscaped(text.charAt(i), out);
      } else {
        out.append(text.charAt(i));
      }
    }
  }

  private static void appendEscaped(int value, StringBuilder out) {
    out.append("\\x%02X".formatted(value));
  }
}
