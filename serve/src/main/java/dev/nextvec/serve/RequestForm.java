package dev.nextvec.serve;

import dev.nextvec.internal.wording.Beginning;
import dev.nextvec.serve.Route.OpenTo;
import dev.nextvec.serve.Route.Operation;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Whether a request has the form that its route takes, looked at before its body is read. What a
 * program sends and nobody would read is refused, so that it never believes to have been heard.
 */
final class RequestForm {
  private static final Pattern CHARSET =
      Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\";\\s]*)");

  private RequestForm() {}

  /**
   * Refuses another form. Browsers' addresses are read by the page itself.
   *
   * @throws Problem naming what will not do
   */
  static void require(Route route, Exchange exchange) {
    Operation operation = route.operation();
    if (operation.gives().equals(PageReply.HTML)) {
      return;
    }
    boolean probe = route.openTo() == OpenTo.ALL; // may ask with anything, if only to be told anew
    if (!probe && !exchange.query().isEmpty()) {
      throw Problem.malformed(
          "`%s` in the address means nothing here: this path takes nothing after a question mark%s"
              .formatted(
                  name(exchange.query()),
                  operation.takes().isPresent() ? ", what is wanted stands in the body" : ""));
    }
    if (operation.takes().isPresent()) {
      requireType(exchange, operation.binary());
    } else if (exchange.hasBody()) {
      throw Problem.malformed("this path takes no body, and one was sent: leave it out");
    }
  }

  private static String name(String query) {
    String name = query.replaceFirst("[=&].*", "");
    return Beginning.of(name, 60, "...");
  }

  private static void requireType(Exchange exchange, boolean mayBeBinary) {
    String type = exchange.contentType();
    if (!type.equals(Reply.JSON) && !(mayBeBinary && type.equals(Infer.BINARY))) {
      throw Problem.of(
          Problem.Kind.WRONG_TYPE,
          "the header Content-Type must be %s%s"
              .formatted(Reply.JSON, mayBeBinary ? " or " + Infer.BINARY : ""));
    }
    Matcher charset = CHARSET.matcher(exchange.header("Content-Type").orElse(""));
    if (charset.find() && !charset.group(1).toLowerCase(Locale.ROOT).matches("utf-?8|us-ascii")) {
      throw Problem.of(
          Problem.Kind.WRONG_TYPE,
          "JSON is read in UTF-8 alone: send it so, whatever charset it had");
    }
    Optional<String> coded = exchange.header(HttpHeader.CONTENT_ENCODING.asString());
    if (coded.isPresent() && !coded.get().strip().equalsIgnoreCase("identity")) {
      throw Problem.of(
          Problem.Kind.WRONG_TYPE,
          "bodies are read as they are: send it without Content-Encoding, not compressed");
    }
  }
}
