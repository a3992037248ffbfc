package dev.nextvec.internal.json;

import java.io.IOException;

/** JSON that is not what it should be; the message names file and path. */
public final class MalformedJson extends IOException {
  private static final long serialVersionUID = 1;

  MalformedJson(String message) {
    super(message);
  }

  /** The same with what to do about it. */
  public IOException advising(String what) {
    return new IOException(getMessage() + "; " + what, this);
  }
}
