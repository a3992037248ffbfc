package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClutterTest {
  private static final String TEXT =
      "<p>A slow river bends around the old mill, whose wheel has stood still for years.</p>";

  private static Map<String, Long> leftOut(String html) {
    ParsedText page = HtmlTextTest.page(html + TEXT);
    assertThat(page.blocks()).hasSize(1).first().asString().startsWith("A slow river");
    return page.leftOut().letters();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<div style='display:none'>Words</div>",
        "<div style='color: red; visibility : hidden'><p>Words</p></div>",
        "<p hidden>Words</p>",
        "<span aria-hidden=true>Words</span>",
        "<p class='visually-hidden'>Words</p>",
        "<p class='x sr-only'>Words</p>",
        "<template><p>Words</p></template>",
        "<dialog>Words</dialog>"
      })
  void leavesOutWhatReadersDoNotSee(String html) {
    assertThat(leftOut(html)).isEqualTo(Map.of("hidden text", 5L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<nav><ul><li>Words</li></ul></nav>",
        "<header><p>Words</p></header>",
        "<footer>Words</footer>",
        "<div role=navigation>Words</div>",
        "<aside>Words</aside>",
        "<div class='navheader'><b>Words</b></div>",
        "<div id=sidebar><a href=a>Words</a></div>",
        "<ul class=breadcrumb><li>Words</li></ul>",
        "<a class='skip-link' href='#main'>Words</a>",
        "<div id=footer>Words</div>",
        "<div class=toc><a href='#a'>Words</a></div>"
      })
  void leavesOutNavigation(String html) {
    assertThat(leftOut(html)).isEqualTo(Map.of("navigation", 5L));
  }

  @Test
  void leavesOutAListOfLinksThatSayWhatTheHeadingsOfThePageSay() {
    ParsedText page =
        HtmlTextTest.page(
            "<ol><li><a href='#a'>1. Mill</a></li><li><a href='#b'>Wheel</a></li><li><a"
                + " href='#c'>Notes</a></li></ol><h2 id=a>1 Mill</h2>"
                + TEXT
                + "<h2 id=b>Wheel ¶</h2>"
                + TEXT);
    assertThat(page.leftOut().letters()).isEqualTo(Map.of("navigation", 14L));
    assertThat(page.blocks()).first().asString().startsWith("1 Mill:\nA slow river");
  }

  @Test
  void keepsAListOfLinksToTermsOfThePage() {
    ParsedText page =
        HtmlTextTest.page(
            "<h2>Words</h2><p>See also:</p><ul><li><a href='#a'>sluice</a></li><li><a"
                + " href='#b'>weir</a></li><li><a href='#c'>race</a></li></ul>"
                + TEXT
                + "<dl><dt id=a>sluice</dt><dd>A gate.</dd><dt id=b>weir</dt><dd>A dam.</dd></dl>");
    assertThat(page.blocks()).first().asString().contains("See also:", "sluice;", "weir;", "race.");
    assertThat(page.leftOut().letters()).isEqualTo(Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<div class='cookie-banner'><p>Words</p></div>",
        "<div id='cookie-notice'>Words</div>",
        "<section class='site-gdpr-popup'>Words</section>",
        "<div id='onetrust-consent-sdk'>Words</div>"
      })
  void leavesOutCookieBanners(String html) {
    assertThat(leftOut(html)).isEqualTo(Map.of("cookie banners", 5L));
  }

  @Test
  void namesScriptsMediaAndDrawings() {
    assertThat(
            leftOut(
                "<script>var a;</script><style>p</style><noscript>no</noscript><svg><text>ab</text>"
                    + "</svg><video>x</video><button>Go</button>"))
        .isEqualTo(
            Map.of(
                "scripts and styles",
                7L,
                "drawings",
                2L,
                "embedded media",
                1L,
                "form controls",
                2L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<details><summary>More</summary>Words</details>",
        "<div role=tabpanel hidden>Words</div>",
        "<div hidden=until-found>Words</div>",
        "<article><header><h1>Words</h1></header></article>",
        "<section><header>Words</header></section>",
        "<header><h1>Words</h1></header>",
        "<main><aside>Words</aside></main>",
        "<div class='sidebar'>Words of a box</div>",
        "<div class='table-contents'><table><tr><td><a href=a>Words</a></table></div>",
        "<section id='cookie-notice'><h2>Cookie notice</h2>Words</section>",
        "<div class='hidden md:block'>Words</div>",
        "<h2><button>Words</button></h2>",
        "<ul><li><a href='other.html'>Words</a></li></ul>",
        "<body class='has-sidebar nav-open'>Words"
      })
  void keepsWhatOnlyLooksLikeClutter(String html) {
    ParsedText page = HtmlTextTest.page(html + TEXT);
    assertThat(String.join(" ", page.blocks())).contains("Words").contains("A slow river");
    assertThat(page.leftOut().letters()).isEmpty();
  }

  @Test
  void doesNotBelieveAClassThatWouldHideMostOfThePage() {
    for (String around : List.of("class=sr-only", "class=cookie-notice", "aria-hidden=true")) {
      assertThat(HtmlTextTest.page("<div " + around + ">" + TEXT + "</div>").blocks()).hasSize(1);
    }
  }
}
