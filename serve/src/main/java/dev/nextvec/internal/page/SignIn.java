package dev.nextvec.internal.page;

import dev.nextvec.internal.report.Html;
import java.util.List;

/** The form that asks for the server's key. */
public final class SignIn {
  private SignIn() {}

  /**
   * The whole page.
   *
   * @param to where to go then
   * @param wrong whether a key was sent and was wrong
   */
  public static String page(String to, boolean wrong) {
    String said =
        wrong
            ? "<p class=\"warning\" id=\"wrong\" role=\"alert\">That is not the server's key.</p>"
            : "";
    String form =
        """
        %s<form class="form" method="post" action="/sign-in"><input type="hidden" name="to" value="%s">
        <label for="key">The server's key</label>
        <input id="key" name="key" type="password" autocomplete="current-password" required%s>
        <button>Sign in</button>
        <p class="note">The server was started with a key (<code>NEXTVEC_API_KEY</code> or <code>--api-key</code>). The browser keeps a cookie until the server or the browser ends, not the key.</p></form>
        """
            .formatted(said, Html.escape(to), wrong ? " aria-describedby=\"wrong\"" : "");
    return Frame.notice(List.of(), "Sign in", form, false);
  }

  /** A path of this server, or its start: nobody is led elsewhere by a link to the form. */
  public static String local(String to) {
    boolean local =
        to.startsWith("/")
            && !to.startsWith("//")
            && to.chars().noneMatch(c -> c <= ' ' || c == '\\' || c > 126);
    return local ? to : "/";
  }
}
