package dev.nextvec.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The pages of a MediaWiki dump as the bytes from {@code <page>} to {@code </page>}: within a text
 * these tags stand escaped. Only the page at hand is in memory, however large the dump.
 */
final class PageFrames {
  /** MediaWiki keeps no page of more than 2 MB, unless it is set to; escaping adds to that. */
  static final int MOST_BYTES = 32 << 20;

  private static final int CHUNK = 1 << 16;
  private static final byte[] BEGIN = "<page>".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "</page>".getBytes(StandardCharsets.US_ASCII);
  private static final String LAST = "</mediawiki>";

  private final InputStream in;
  private final String shown;
  private byte[] buffer = new byte[1 << 17];
  private int from;
  private int to;
  private boolean ended;

  /** Bytes before those in the buffer. */
  private long passed;

  private long pages;

  PageFrames(InputStream in, String shown) {
    this.in = in;
    this.shown = shown;
  }

  /** What stands before the first page; nothing is passed. */
  String head() throws IOException {
    int begin = find(BEGIN, 0);
    return new String(buffer, from, begin < 0 ? to - from : begin, StandardCharsets.UTF_8);
  }

  /**
   * The next page that begins before a place.
   *
   * @param part tells where, once it is known
   * @throws IOException if the dump ends within a page, or without its last tag
   */
  Optional<byte[]> next(PartStream part) throws IOException {
    int begin = find(BEGIN, 0);
    if (begin < 0) {
      requireLastTag(part);
      return Optional.empty();
    }
    pass(begin);
    if (passed + from >= part.end()) {
      return Optional.empty();
    }
    int end = find(END, BEGIN.length);
    if (end < 0) {
      throw new IOException(shown + " is cut off: its last page does not end");
    }
    byte[] page = Arrays.copyOfRange(buffer, from, from + end + END.length);
    pass(end + END.length);
    pages++;
    return Optional.of(page);
  }

  /** A part in which no page begins may hold half of the last tag. */
  private void requireLastTag(PartStream part) throws IOException {
    String tail = new String(buffer, from, to - from, StandardCharsets.UTF_8);
    if ((pages > 0 || part.isFirst()) && !tail.contains(LAST)) {
      throw new IOException(shown + " is cut off: it does not end with " + LAST);
    }
  }

  private void pass(int bytes) {
    from += bytes;
  }

  /** Where a tag stands behind what was passed; negative if it does not come. */
  private int find(byte[] tag, int after) throws IOException {
    int searched = after;
    while (true) {
      for (int i = from + searched; i + tag.length <= to; i++) {
        if (buffer[i] == tag[0] && Arrays.equals(buffer, i, i + tag.length, tag, 0, tag.length)) {
          return i - from;
        }
      }
      if (ended) {
        return -1;
      }
      searched = Math.max(searched, to - from - tag.length + 1);
      if (to - from > MOST_BYTES) {
        throw new IOException(
            "%s has more than %d MB without the end of a page: a wiki keeps no page so long"
                .formatted(shown, MOST_BYTES >> 20));
      }
      fill();
    }
  }

  private void fill() throws IOException {
    if (to == buffer.length) {
      byte[] larger = from > buffer.length / 2 ? buffer : new byte[buffer.length * 2];
      System.arraycopy(buffer, from, larger, 0, to - from);
      passed += from;
      to -= from;
      from = 0;
      buffer = larger;
    }
    int read = in.read(buffer, to, Math.min(CHUNK, buffer.length - to));
    if (read < 0) {
      ended = true;
    } else {
      to += read;
    }
  }
}
