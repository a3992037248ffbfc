package dev.nextvec.serve;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What is no request at all is refused before {@link Front} sees it, with the same words. */
final class Refusals extends ErrorHandler {
  private final Service service;

  Refusals(Service service) {
    this.service = service;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object code = request.getAttribute(ERROR_STATUS);
    generateResponse(
        request, response, code instanceof Integer status ? status : 500, null, null, callback);
    return true;
  }

  private static String detail(Problem.Kind kind) {
    return switch (kind) {
      case HEADERS_TOO_LARGE -> "the headers are longer than the server reads";
      case ADDRESS_TOO_LONG -> "the address is longer than the server reads: send a shorter one";
      case MALFORMED,
          UNAUTHORISED,
          NOT_FOUND,
          WRONG_METHOD,
          SLOW_BODY,
          TOO_LARGE,
          WRONG_TYPE,
          MISDIRECTED,
          UNPROCESSABLE,
          OVERLOADED,
          WAITING,
          MEMORY,
          GUESSING,
          FAILED,
          STARTING,
          DRAINING,
          DEADLINE,
          GONE ->
          "this is no request of HTTP that the server understands";
    };
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    Problem.Kind kind = Problem.Kind.ofStatus(code);
    String id = UUID.randomUUID().toString();
    Reply reply = Problem.of(kind, detail(kind)).reply(id);
    service.metrics().refused(kind);
    response.setStatus(kind.status);
    response.getHeaders().put("Content-Type", reply.type());
    response.getHeaders().put("Content-Length", reply.body().length);
    response.getHeaders().put("X-Request-Id", id);
    response.getHeaders().put("Connection", "close");
    response.write(true, ByteBuffer.wrap(reply.body()), callback);
  }
}
