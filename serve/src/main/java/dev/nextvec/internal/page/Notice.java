package dev.nextvec.internal.page;

import dev.nextvec.internal.report.Html;

/** Why a page shows nothing else. */
public final class Notice {
  private Notice() {}

  /**
   * Its markup.
   *
   * @param again whether the page asks again by itself
   * @param status of HTTP
   * @param request id by which the server's log knows the request
   */
  public static String of(String detail, boolean again, int status, String request) {
    return """
    <div class="empty"><p>%s</p><p class="note">%s</p><p class="note">Status %d, request <code>%s</code></p></div>\
    """
        .formatted(
            Html.sentence(sentence(detail)),
            again ? "This page asks again every two seconds." : "Go back, or choose a view above.",
            status,
            Html.escape(request));
  }

  private static String sentence(String detail) {
    return detail.isEmpty()
        ? detail
        : Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ".";
  }
}
