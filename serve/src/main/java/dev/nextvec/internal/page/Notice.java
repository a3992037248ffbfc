package dev.nextvec.internal.page;

import dev.nextvec.internal.report.Html;
import java.util.List;

/**
 * Why a page shows nothing else.
 *
 * @param title in a few words
 * @param detail in a sentence without its end
 * @param again whether the page asks again by itself
 */
public record Notice(String title, String detail, boolean again) {

  /**
   * The whole page.
   *
   * @param status of HTTP
   * @param request id by which the server's log knows the request
   */
  public String page(List<Tab> tabs, int status, String request) {
    String body =
        """
        <div class="empty">%s<p>%s</p><p class="note">Status %d, request <code>%s</code></p></div>\
        """
            .formatted(
                said(),
                again
                    ? "This page asks again every two seconds."
                    : "Go back, or choose a view above.",
                status,
                Html.escape(request));
    return Frame.notice(tabs, title, body, again);
  }

  /** Nothing where the title says it already. */
  private String said() {
    return detail.isEmpty() || detail.equalsIgnoreCase(title)
        ? ""
        : "<p>%s</p>"
            .formatted(
                Html.sentence(Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + "."));
  }
}
