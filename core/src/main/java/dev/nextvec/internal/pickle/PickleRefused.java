package dev.nextvec.internal.pickle;

import java.io.IOException;

/** A pickle that is damaged, or that holds what is not read; the message follows a subject. */
final class PickleRefused extends IOException {
  private static final long serialVersionUID = 1;

  PickleRefused(String message) {
    super(message);
  }
}
