package dev.nextvec.text;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * Preformatted text. What is marked as code can be left out; what is not may be the text itself, as
 * in RFCs and manual pages.
 */
final class CodeBlocks {
  private static final Set<String> PREFORMATTED = Set.of("pre", "listing", "xmp", "plaintext");
  private static final Pattern MARK =
      Pattern.compile(
          "(?i).*\\b(code(hilite|block)?|source(code)?|highlight|language-\\w+|lang-\\w+"
              + "|prettyprint|programlisting|screen|listing(block)?|literal-block|example"
              + "|synopsis)\\b.*");
  private static final int NEAR = 3;

  private CodeBlocks() {}

  static boolean isPreformatted(String name) {
    return PREFORMATTED.contains(name);
  }

  /** Whether markup says that this preformatted element is code. */
  static boolean isCode(Element element) {
    if (!isPreformatted(element.normalName().toLowerCase(Locale.ROOT))) {
      return false;
    }
    if (element.selectFirst("code, samp, kbd") != null) {
      return true;
    }
    Element at = element;
    for (int i = 0; i < NEAR && at != null; i++, at = at.parent()) {
      if (MARK.matcher(at.className()).matches()) {
        return true;
      }
    }
    return false;
  }

  /** Its paragraphs: parts between blank lines. */
  static List<String> paragraphs(Element element) {
    return PlainText.paragraphs(Lines.preformatted(element));
  }
}
