package dev.nextvec.serve;

import java.util.Map;

/** Replies that a browser shows. Nothing of another origin is loaded, and no script in a page. */
final class PageReply {
  static final String HTML = "text/html";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private PageReply() {}

  static Reply of(int status, String html) {
    Reply reply = Reply.text(HTML + "; charset=utf-8", html);
    return guarded(new Reply(status, reply.type(), reply.body(), Map.of()));
  }

  /** To another address of this server. */
  static Reply to(String path) {
    return guarded(new Reply(303, "text/plain", new byte[0], Map.of("Location", path)));
  }

  private static Reply guarded(Reply reply) {
    return reply.with("Content-Security-Policy", POLICY).with("Referrer-Policy", "no-referrer");
  }
}
