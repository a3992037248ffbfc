package dev.nextvec.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.report.StyleSheet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files of the page and those of the reports stand in one style sheet. */
class AssetsTest {
  /** What the page dresses otherwise on purpose. */
  private static final Set<String> DRESSED =
      Set.of("below", "curve", "figures", "headline", "note", "scroll", "t-muted", "tag");

  private static Set<String> classes(String css) {
    Set<String> found = new TreeSet<>();
    String selectors = css.replaceAll("\\{[^{}]*\\}", "{}");
    Pattern.compile("\\.([A-Za-z][\\w-]*)")
        .matcher(selectors)
        .results()
        .forEach(name -> found.add(name.group(1)));
    return found;
  }

  @Test
  void noPartOfAReportIsDressedByAccidentBecauseItsNameIsTheSame() {
    String all = Assets.read().named("style.css").orElseThrow().text();
    String report = StyleSheet.text();
    assertThat(all).startsWith(report);
    Set<String> both = classes(all.substring(report.length()));
    assertThat(both).contains("explore", "columns");
    both.retainAll(classes(report));
    both.removeAll(DRESSED);
    assertThat(both).isEmpty();
  }

  @Test
  void noStyleOrScriptAsksForAnythingElsewhere() {
    Assets assets = Assets.read();
    for (String name : assets.names()) {
      assertThat(assets.named(name).orElseThrow().text())
          .as(name)
          .doesNotContainPattern(
              "(?:url\\(|@import|from ['\"]|fetch\\(['\"`])\\s*['\"]?(?:https?:)?//");
    }
  }
}
