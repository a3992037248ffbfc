package dev.nextvec.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeFilter;

/**
 * What stands in a page but is no part of what it says: menus, what readers do not see, scripts,
 * controls of forms, code where it is not wanted. Removed from the tree, its letters counted.
 *
 * <p>Kept on purpose: closed {@code details} and panels of tabs (a reader opens them), an image's
 * alternative text (HTML: it replaces the image without changing what the page says), labels and
 * text of forms (pages exist that are one form), MathML, a list of links that is not marked as
 * navigation. Left out on purpose: {@code noscript} (a browser shows it to nobody), pronunciation
 * in ruby, words in drawings, what embedded media show where they cannot be played.
 */
final class Clutter implements NodeFilter {
  private static final double MENU = 0.5;
  private static final double MOST = 0.5;
  private static final double CONTENTS = 0.25; // with its title, and numbers without links
  private static final int TOC_ENTRIES = 3;

  private static final Set<String> SCRIPTS = Set.of("script", "style", "noscript");
  private static final Set<String> MEDIA =
      Set.of("iframe", "object", "embed", "video", "audio", "canvas", "noembed", "noframes");
  private static final Set<String> CONTROLS =
      Set.of("button", "select", "datalist", "option", "optgroup", "textarea", "meter", "progress");
  private static final Set<String> READING_AIDS = Set.of("rt", "rtc", "rp");
  private static final Set<String> NAVIGATION_ROLES =
      Set.of(
          "navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "doc-toc");
  private static final Set<String> SECTIONS =
      Set.of("article", "section", "main", "blockquote", "figure", "details", "li", "td");

  private static final Pattern INVISIBLE =
      Pattern.compile(
          "(?i)(^|;)\\s*(display\\s*:\\s*none|visibility\\s*:\\s*(hidden|collapse))\\b");
  private static final Pattern UNSEEN_CLASS =
      Pattern.compile(
          "(visually|visual)-?hidden(-focusable)?|sr-only|screen-?reader(s?-text|-only)?|hidden"
              + "|d-none|is-hidden");

  /** Hidden on small screens only: {@code hidden md:block}, {@code d-none d-lg-flex}. */
  private static final Pattern SEEN_WHEN_WIDE =
      Pattern.compile("(sm|md|lg|xl|xxl|2xl)[-:](block|flex|grid|inline.*|table.*|contents)");

  private static final Pattern CONSENT =
      Pattern.compile(
          "(.*[-_])?(cookies?|gdpr|consent)[-_]?(law[-_]?)?(banner|bar|notice|notification|popup"
              + "|modal|dialog|overlay|message|alert|consent|warning|info|disclaimer)([-_].*)?"
              + "|cookieconsent|onetrust-.*|cybotcookiebot.*|cc-(window|banner|revoke)");

  /** Names that are given to nothing but navigation. */
  private static final Pattern SURE_MENU_CLASS =
      Pattern.compile(
          "(.*[-_])?(nav-?bar|nav-?header|nav-?footer|doc-?nav|nav-?panel|breadcrumbs?|pagination"
              + "|skip-?links?|prev-next|topnav|subnav|bottomnav|sphinxsidebar|mw-editsection)"
              + "|skip-to-.*|headerlink");

  /** Names of navigation, if it mostly consists of links. */
  private static final Pattern MENU_CLASS =
      Pattern.compile(
          "(.*[-_])?(nav|navigation|menu|sidebar)([-_].*)?|nav-?.*|((page|site|main|top)[-_]?)?headers?"
              + "|pager|tabs|related|toolbar|((region|element)-)?(short)?contents");

  private static final Pattern CONTENTS_CLASS =
      Pattern.compile("(.*[-_])?(toc|table-?of-?contents)([-_].*)?");

  private static final Pattern FOOTER_CLASS =
      Pattern.compile("((site|page|global|main|doc)[-_]?)?footer([-_](wrapper|container|text))?");

  private final LetterCount letters;
  private final PageHeadings headings;
  private final Element page;
  private final boolean keepCode;
  private LeftOut leftOut = LeftOut.NONE;

  private Clutter(Element page, boolean keepCode) {
    this.page = page;
    this.keepCode = keepCode;
    letters = LetterCount.of(page);
    headings = new PageHeadings(page);
  }

  /** Takes the clutter out of a page. */
  static LeftOut remove(Element page, boolean keepCode) {
    Clutter clutter = new Clutter(page, keepCode);
    page.filter(clutter);
    return clutter.leftOut;
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof Element element && !element.equals(page)) {
      Optional<String> reason = reason(element);
      if (reason.isPresent()) {
        leftOut = leftOut.plus(LeftOut.of(reason.get(), letters.all(element)));
        return FilterResult.REMOVE;
      }
    }
    return FilterResult.CONTINUE;
  }

  private Optional<String> reason(Element element) {
    String name = element.normalName();
    if (SCRIPTS.contains(name)) {
      return Optional.of("scripts and styles");
    } else if (name.equals("html") || name.equals("head") || name.equals("body")) {
      return Optional.empty();
    } else if (isHidden(element, name)) {
      return Optional.of("hidden text");
    } else if (isConsent(element)) {
      return Optional.of("cookie banners");
    } else if (isNavigation(element, name)) {
      return Optional.of("navigation");
    } else if (CONTROLS.contains(name) && element.closest("h1, h2, h3, h4, h5, h6") == null) {
      return Optional.of("form controls");
    } else if (!keepCode && CodeBlocks.isCode(element)) {
      return Optional.of("code");
    }
    return aside(name);
  }

  private static Optional<String> aside(String name) {
    if (MEDIA.contains(name)) {
      return Optional.of("embedded media");
    } else if (name.equals("svg")) {
      return Optional.of("drawings");
    } else if (READING_AIDS.contains(name)) {
      return Optional.of("reading aids");
    } else if (name.equals("annotation") || name.equals("annotation-xml")) {
      return Optional.of("sources of formulas");
    }
    return Optional.empty();
  }

  private boolean isHidden(Element element, String name) {
    if (name.equals("template") || (name.equals("dialog") && !element.hasAttr("open"))) {
      return true;
    }
    boolean opens =
        element.attr("role").equals("tabpanel") || element.attr("hidden").equals("until-found");
    boolean hidden =
        element.hasAttr("hidden")
            || INVISIBLE.matcher(element.attr("style")).find()
            || (element.attr("aria-hidden").equals("true") && isPart(element))
            || (hasClass(element, UNSEEN_CLASS) && isPart(element) && !widens(element));
    return hidden && !opens;
  }

  private static boolean widens(Element element) {
    return SEEN_WHEN_WIDE.matcher(element.className()).find();
  }

  private boolean isConsent(Element element) {
    return isPart(element) && isNamed(element, CONSENT);
  }

  /** Documentation tools make an id of a section's heading: such an id says nothing of its use. */
  private static boolean namesItsSection(Element element) {
    Element heading = element.selectFirst("h1, h2, h3, h4, h5, h6");
    return BlockWalk.isHeading(element.normalName())
        || (heading != null
            && lower(heading.text())
                .strip()
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .equals(element.id()));
  }

  private boolean isNavigation(Element element, String name) {
    return switch (name) {
      case "nav", "search" -> true;
      case "header" -> isOfPage(element) && element.selectFirst("h1") == null;
      case "footer" -> isOfPage(element);
      case "aside" -> element.closest("main, article, section, [role=main]") == null;
      default ->
          NAVIGATION_ROLES.contains(element.attr("role"))
              || isMenu(element)
              || isTableOfContents(element)
              || (BlockWalk.isHeading(name) && leadsTableOfContents(element))
              || (isFooter(element) && isPart(element) && element.closest("main, article") == null);
    };
  }

  private static boolean isFooter(Element element) {
    return isNamed(element, FOOTER_CLASS);
  }

  private static boolean isOfPage(Element element) {
    return element.parents().stream().noneMatch(e -> SECTIONS.contains(e.normalName()));
  }

  private boolean isMenu(Element element) {
    return isPart(element)
        && (isNamed(element, SURE_MENU_CLASS)
            || (letters.mostlyLinks(element, MENU)
                && !element.normalName().equals("a")
                && isNamed(element, MENU_CLASS)));
  }

  private static boolean isNamed(Element element, Pattern pattern) {
    return hasClass(element, pattern)
        || (pattern.matcher(lower(element.id())).matches() && !namesItsSection(element));
  }

  /** Marked as such, or a list of nothing but links to this page, most of them to its headings. */
  private boolean isTableOfContents(Element element) {
    boolean list =
        switch (element.normalName()) {
          case "ul", "ol", "dl" ->
              letters.onlyLinksToThisPage(element)
                  && element.select("a[href]").size() >= TOC_ENTRIES
                  && headings.areMostlyNamedIn(element);
          default -> false;
        };
    boolean marked =
        isNamed(element, CONTENTS_CLASS)
            && element.selectFirst("a[href]") != null
            && letters.mostlyLinks(element, CONTENTS)
            && !BlockWalk.isHeading(element.normalName());
    return list || (marked && element.selectFirst("main, article, h1") == null);
  }

  private boolean leadsTableOfContents(Element heading) {
    Element next = heading.nextElementSibling();
    return next != null && !heading.normalName().equals("h1") && isTableOfContents(next);
  }

  /** Not most of the page: what a class says of all of it cannot be meant. */
  private boolean isPart(Element element) {
    return letters.all(element) <= MOST * letters.all(page);
  }

  private static boolean hasClass(Element element, Pattern pattern) {
    return element.hasAttr("class")
        && Arrays.stream(element.className().split("\\s+"))
            .anyMatch(name -> pattern.matcher(lower(name)).matches());
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
