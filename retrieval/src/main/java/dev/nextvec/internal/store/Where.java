package dev.nextvec.internal.store;

import java.util.List;

/**
 * What must be so of metadata for a condition to hold, so far as it can be looked up: it narrows
 * down which entries are tried.
 */
public sealed interface Where {

  /** The value of a key is one of these. */
  record OneOf(String key, List<Object> values) implements Where {
    public OneOf {
      values = List.copyOf(values);
    }
  }

  /** All of these are so. */
  record All(List<Where> parts) implements Where {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** At least one of these is so. */
  record Any(List<Where> parts) implements Where {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /** Nothing is known: every entry is tried. */
  record Unknown() implements Where {}
}
