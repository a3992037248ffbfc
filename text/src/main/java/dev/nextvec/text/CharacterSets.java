package dev.nextvec.text;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** What bytes are written in, told by their byte order mark or guessed for a piece of advice. */
final class CharacterSets {
  private static final int ENOUGH_TO_JUDGE = 1 << 16;
  private static final int SURE_ENOUGH = 25;
  private static final double FEWEST_NULS = 0.03; // for each four bytes: binary data has fewer
  private static final Pattern ISO_2022_JP = Pattern.compile("\u001b\\$[@B]|\u001b\\$\\(D");
  private static final Pattern ISO_2022 = Pattern.compile("\u001b\\$([@A-Z]|[()*+][@A-Z])");

  private CharacterSets() {}

  /** The character set that a byte order mark names, UTF-8 left out. */
  static Optional<Charset> marked(byte[] start) {
    int[] b = new int[4];
    for (int i = 0; i < 4; i++) {
      b[i] = i < start.length ? start[i] & 0xff : -1;
    }
    if (b[0] == 0xff && b[1] == 0xfe && b[2] == 0 && b[3] == 0) {
      return Optional.of(Charset.forName("UTF-32LE"));
    }
    if (b[0] == 0 && b[1] == 0 && b[2] == 0xfe && b[3] == 0xff) {
      return Optional.of(Charset.forName("UTF-32BE"));
    }
    if (b[0] == 0xff && b[1] == 0xfe) {
      return Optional.of(Charset.forName("UTF-16LE"));
    }
    return b[0] == 0xfe && b[1] == 0xff
        ? Optional.of(Charset.forName("UTF-16BE"))
        : Optional.empty();
  }

  /** The ISO 2022 encoding whose escape sequences a text has: it is seven-bit, so valid UTF-8. */
  static Optional<String> escaped(String text) {
    if (text.indexOf('\u001b') < 0 || !ISO_2022.matcher(text).find()) {
      return Optional.empty();
    }
    if (ISO_2022_JP.matcher(text).find()) {
      return Optional.of("ISO-2022-JP");
    }
    return Optional.of(text.contains("\u001b$)C") ? "ISO-2022-KR" : "ISO-2022-CN");
  }

  /** UTF-16 or UTF-32 of text mostly below U+0100 (or U+1000), told by where its NULs stand. */
  static Optional<String> wide(byte[] bytes, int length) {
    int judged = Math.min(length, ENOUGH_TO_JUDGE) / 4 * 4;
    long[] nuls = new long[4];
    for (int i = 0; i < judged; i++) {
      nuls[i % 4] += bytes[i] == 0 ? 1 : 0;
    }
    long each = judged / 4;
    long most = Math.max(Math.max(nuls[0], nuls[1]), Math.max(nuls[2], nuls[3]));
    if (each == 0 || most == 0) {
      return Optional.empty();
    }
    if (nuls[2] + nuls[3] >= 1.9 * each && nuls[0] < each / 2.0) {
      return Optional.of("UTF-32LE");
    }
    if (nuls[0] + nuls[1] >= 1.9 * each && nuls[3] < each / 2.0) {
      return Optional.of("UTF-32BE");
    }
    long even = nuls[0] + nuls[2];
    long odd = nuls[1] + nuls[3];
    long more = Math.max(even, odd);
    if (more < FEWEST_NULS * each || more < 4 * Math.min(even, odd)) {
      return Optional.empty();
    }
    return Optional.of(odd > even ? "UTF-16LE" : "UTF-16BE");
  }

  /** The likeliest encoding of bytes that are not UTF-8. */
  static Optional<String> likely(byte[] bytes, int length) {
    Optional<String> wide = wide(bytes, length);
    if (wide.isPresent()) {
      return wide;
    }
    byte[] judged = Arrays.copyOf(bytes, Math.min(length, ENOUGH_TO_JUDGE));
    CharsetMatch match = new CharsetDetector().setText(judged).detect();
    return match != null && match.getConfidence() >= SURE_ENOUGH
        ? Optional.of(match.getName())
        : Optional.empty();
  }
}
