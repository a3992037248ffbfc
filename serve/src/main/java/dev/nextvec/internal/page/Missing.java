package dev.nextvec.internal.page;

import dev.nextvec.internal.report.Html;

/** What a view says where there is nothing to show. */
public final class Missing {
  private Missing() {}

  /**
   * What is missing, and what makes it.
   *
   * @param sentence in which names in backticks become code
   * @param command what a person types
   */
  public static String of(String sentence, String command) {
    return "<div class=\"empty\"><p>%s</p><pre tabindex=\"0\"><code>%s</code></pre></div>"
        .formatted(Html.sentence(sentence), Html.escape(command));
  }
}
