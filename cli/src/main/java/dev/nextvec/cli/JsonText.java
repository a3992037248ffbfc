package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** JSON that the command line itself writes. */
final class JsonText {
  private JsonText() {}

  /** What {@code --json} prints when a command fails: {@code {"error":"..."}}. */
  static String error(String message) {
    return JsonNodeFactory.instance.objectNode().put("error", message).toString();
  }
}
