package dev.nextvec.internal.store;

import java.math.BigDecimal;
import java.util.UUID;

/** A value of metadata: of which kind, and spelled so that it can be read again exactly. */
record MetadataValue(Kind kind, String spelled) {

  /** The letter that a kind has in files. */
  enum Kind {
    TEXT('s'),
    UUID('u'),
    INT('i'),
    LONG('l'),
    FLOAT('f'),
    DOUBLE('d');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }

    static Kind of(char letter) {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      throw new IllegalArgumentException("`%s` is no kind of metadata".formatted(letter));
    }

    boolean isNumber() {
      return switch (this) {
        case TEXT, UUID -> false;
        case INT, LONG, FLOAT, DOUBLE -> true;
      };
    }
  }

  static MetadataValue of(String key, Object value) {
    Kind kind =
        switch (value) {
          case String text -> Kind.TEXT;
          case UUID uuid -> Kind.UUID;
          case Integer number -> Kind.INT;
          case Long number -> Kind.LONG;
          case Float number -> Kind.FLOAT;
          case Double number -> Kind.DOUBLE;
          default ->
              throw new IllegalArgumentException(
                  "metadata `%s` is a %s: it must be a text, a UUID or a number"
                      .formatted(key, value.getClass().getSimpleName()));
        };
    return new MetadataValue(kind, value.toString());
  }

  Object value() {
    return switch (kind) {
      case TEXT -> spelled;
      case UUID -> UUID.fromString(spelled);
      case INT -> Integer.valueOf(spelled);
      case LONG -> Long.valueOf(spelled);
      case FLOAT -> Float.valueOf(spelled);
      case DOUBLE -> Double.valueOf(spelled);
    };
  }

  /** Spelled alike for all that is equal: numbers by their value, UUIDs as their texts. */
  String canonical() {
    if (!kind.isNumber() || !isFinite()) {
      return spelled;
    }
    return new BigDecimal(spelled).stripTrailingZeros().toString();
  }

  private boolean isFinite() {
    return Double.isFinite(Double.parseDouble(spelled)) || kind == Kind.LONG;
  }
}
