package dev.nextvec.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.wording.Beginning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A service answered, but not with what was asked for. */
final class ServiceRefusal extends IOException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 200;
  private static final Pattern TOO_LONG =
      Pattern.compile("context length|too long|too large|maximum .*(tokens|length)|input length");

  private static final Pattern TOO_MANY =
      Pattern.compile("batch size|too many (inputs|texts|items)|maximum number of (inputs|texts)");

  private final int status;
  private final String words;

  /**
   * A refusal.
   *
   * @param words what the service said, in one line; may be empty
   */
  ServiceRefusal(String message, int status, String words) {
    super(message);
    this.status = status;
    this.words = words.toLowerCase(Locale.ROOT);
  }

  /** Whether it may be for the number or the length of the texts. */
  boolean mayBeSize() {
    return status == 400
        || status == 413
        || status == 422
        || (status >= 500 && (TOO_LONG.matcher(words).find() || TOO_MANY.matcher(words).find()));
  }

  /** Whether it is for the number of texts, so that no later request may have as many. */
  boolean isOfTheNumber() {
    return status == 413 || TOO_MANY.matcher(words).find();
  }

  /** Whether it may pass by itself. */
  boolean mayPass() {
    boolean unpaid = words.contains("quota") && status == 429;
    return !unpaid && !mayBeSize() && (status == 408 || status == 429 || status >= 500);
  }

  /** Whether it is for the option that says that vectors shall be numbers, which is the default. */
  boolean isOfTheFormat() {
    return (status == 400 || status == 422) && words.contains("encoding_format");
  }

  /** What services say of an error, in one line: there are several forms of it. */
  static String words(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      text = words(JsonValue.parse(body, "answer").node(), text);
    } catch (IOException e) {
      // not JSON: shown as it is
    }
    String line = PlainText.collapse(text);
    if (line.equals("{}")) {
      return "";
    }
    return Beginning.of(line, SHOWN, "...");
  }

  static String words(JsonNode json, String otherwise) {
    for (String name : List.of("error", "message", "detail", "msg")) {
      JsonNode value = json.path(name);
      if (value.isTextual()) {
        return value.textValue();
      }
      if (value.isObject()) {
        return words(value, value.toString());
      }
      if (value.isArray() && !value.isEmpty()) {
        List<String> each = new ArrayList<>();
        value.forEach(
            item -> each.add(item.path("loc").toString() + ": " + words(item, item.toString())));
        return String.join("; ", each).replaceAll("[\\[\\]\"]", "");
      }
    }
    return otherwise;
  }
}
