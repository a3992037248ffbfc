package dev.nextvec.text;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The character set that a page or an XML document says it is written in: what HTML pages that are
 * not UTF-8 are read by. Names mean what they mean to browsers (WHATWG Encoding Standard).
 */
final class DeclaredCharset {
  private static final int SEARCHED = 4096;
  private static final String NAME = "\\s*=\\s*[\"']?\\s*([A-Za-z0-9][A-Za-z0-9_:.+-]*)";
  private static final Pattern META = Pattern.compile("(?i)<meta\\s[^>]*?charset" + NAME);
  private static final Pattern PROLOGUE =
      Pattern.compile("(?i)\\A\\s*<\\?xml\\s[^>]*?encoding" + NAME);

  /** The smaller set is what a page says, the larger one what such pages hold. */
  private static final Map<String, String> MEANT =
      Map.of(
          "ISO-8859-1", "windows-1252",
          "US-ASCII", "windows-1252",
          "ISO-8859-9", "windows-1254",
          "TIS-620", "x-windows-874",
          "GB2312", "GB18030",
          "GBK", "GB18030",
          "Shift_JIS", "windows-31j",
          "EUC-KR", "x-windows-949",
          "Big5", "Big5-HKSCS");

  private DeclaredCharset() {}

  /** What the beginning of a page declares, if Java knows it. */
  static Optional<Charset> of(byte[] page) {
    String start =
        new String(page, 0, Math.min(page.length, SEARCHED), StandardCharsets.ISO_8859_1);
    Matcher prologue = PROLOGUE.matcher(start);
    Matcher meta = META.matcher(start);
    if (prologue.find()) {
      return named(prologue.group(1));
    }
    return meta.find() ? named(meta.group(1)) : Optional.empty();
  }

  private static Optional<Charset> named(String name) {
    try {
      Charset declared = Charset.forName(name);
      String meant = MEANT.getOrDefault(declared.name(), declared.name());
      // Bytes in which the declaration can be read are not UTF-16.
      boolean wide = declared.name().toUpperCase(Locale.ROOT).matches("UTF-?(16|32).*");
      return wide ? Optional.empty() : Optional.of(Charset.forName(meant));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }
}
