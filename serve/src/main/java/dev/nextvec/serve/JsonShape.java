package dev.nextvec.serve;

/**
 * What a body will take in memory. Numbers take up to seven times their length; lists, objects and
 * strings much more than the two characters that they may be written with, so that there must not
 * be too many.
 */
final class JsonShape {
  private static final int MOST = 200_000;
  private static final int MOST_DEEP = 64;

  private JsonShape() {}

  /**
   * Refuses a body that is nothing but structure.
   *
   * @throws Problem naming what there is too much of
   */
  static void requireModest(byte[] body) {
    int parts = 0;
    int depth = 0;
    boolean inside = false;
    for (int i = 0; i < body.length; i++) {
      byte at = body[i];
      if (inside) {
        if (at == '\\') {
          i++;
        }
        inside = at != '"';
      } else if (at == '"') {
        inside = true;
        parts++;
      } else if (at == '[' || at == '{') {
        parts++;
        depth++;
        requireDepth(depth);
      } else if (at == ']' || at == '}') {
        depth--;
      }
    }
    if (parts > MOST) {
      throw Problem.over(
          Problem.Kind.UNPROCESSABLE,
          "the body has %d lists, objects and strings but the server reads %d"
              .formatted(parts, MOST),
          MOST);
    }
  }

  private static void requireDepth(int depth) {
    if (depth > MOST_DEEP) {
      throw Problem.over(
          Problem.Kind.MALFORMED,
          "the body is nested deeper than %d levels".formatted(MOST_DEEP),
          MOST_DEEP);
    }
  }
}
