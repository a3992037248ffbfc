package dev.nextvec.internal.npy;

import dev.nextvec.internal.wording.Beginning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one Python expression an NPY header consists of: a dictionary literal with the keys
 * {@code descr}, {@code fortran_order} and {@code shape}. Nothing is ever evaluated.
 */
final class NpyHeaderParser {
  private static final int MAX_AXES = 32;

  private final String text;
  private final String where;
  private int at;
  private @Nullable NpyType type;
  private @Nullable Boolean fortranOrder;
  private @Nullable List<Long> shape;

  NpyHeaderParser(String text, String where) {
    this.text = text;
    this.where = where;
  }

  NpyHeader parse(int headerBytes) throws IOException {
    expect('{');
    while (!accept('}')) {
      field();
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipBlanks();
    if (at < text.length() || type == null || fortranOrder == null || shape == null) {
      throw malformed();
    }
    return new NpyHeader(type, fortranOrder, shape, headerBytes);
  }

  private void field() throws IOException {
    String key = string();
    expect(':');
    switch (key) {
      case "descr" -> type = NpyType.parse(once(type, description()), where);
      case "fortran_order" -> fortranOrder = once(fortranOrder, bool());
      case "shape" -> shape = once(shape, tuple());
      default -> throw malformed();
    }
  }

  private <T> T once(@Nullable Object earlier, T value) throws IOException {
    if (earlier != null) {
      throw malformed();
    }
    return value;
  }

  /** A structured type is a list; it is only looked at to say why it is refused. */
  private String description() throws IOException {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == '[') {
      if (text.contains("O'")) {
        return "|O";
      }
      throw new IOException(where + " has a structured dtype: expected plain numbers");
    }
    return string();
  }

  private String string() throws IOException {
    skipBlanks();
    char quote = at < text.length() ? text.charAt(at) : ' ';
    int end = text.indexOf(quote, at + 1);
    if ((quote != '\'' && quote != '"') || end < 0) {
      throw malformed();
    }
    String value = text.substring(at + 1, end);
    at = end + 1;
    return value;
  }

  private boolean bool() throws IOException {
    skipBlanks();
    if (text.startsWith("True", at)) {
      at += 4;
      return true;
    }
    if (text.startsWith("False", at)) {
      at += 5;
      return false;
    }
    throw malformed();
  }

  private List<Long> tuple() throws IOException {
    List<Long> lengths = new ArrayList<>();
    expect('(');
    while (!accept(')')) {
      lengths.add(length());
      if (lengths.size() > MAX_AXES) {
        throw malformed();
      }
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return lengths;
  }

  private long length() throws IOException {
    skipBlanks();
    int start = at;
    while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
      at++;
    }
    try {
      long value = Long.parseLong(text.substring(start, at));
      if (at < text.length() && text.charAt(at) == 'L') {
        at++; // Python 2 wrote long integers that way.
      }
      return value;
    } catch (NumberFormatException e) {
      throw malformed();
    }
  }

  private boolean accept(char wanted) {
    skipBlanks();
    boolean found = at < text.length() && text.charAt(at) == wanted;
    if (found) {
      at++;
    }
    return found;
  }

  private void expect(char wanted) throws IOException {
    if (!accept(wanted)) {
      throw malformed();
    }
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IOException malformed() {
    String shown = text.strip().replaceAll("[^\\x20-\\x7e]", "?");
    return new IOException(
        where
            + " has a malformed NPY header near character "
            + at
            + ": "
            + Beginning.of(shown, 120, "..."));
  }
}
