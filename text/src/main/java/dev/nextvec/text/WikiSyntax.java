package dev.nextvec.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;
import org.sweble.wikitext.parser.parser.LinkBuilder.LinkType;
import org.sweble.wikitext.parser.utils.SimpleParserConfig;

/** What the parser of wikitext must know of a wiki: its namespaces, extensions and protocols. */
final class WikiSyntax extends SimpleParserConfig {
  /** Extensions whose content is no wikitext to MediaWiki's parser. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "ref",
          "references",
          "nowiki",
          "pre",
          "math",
          "chem",
          "ce",
          "gallery",
          "source",
          "syntaxhighlight",
          "poem",
          "timeline",
          "score",
          "graph",
          "mapframe",
          "maplink",
          "imagemap",
          "templatedata",
          "templatestyles",
          "hiero",
          "charinsert",
          "inputbox",
          "categorytree",
          "dynamicpagelist",
          "indicator",
          "section",
          "includeonly");

  private static final Set<String> PROTOCOLS =
      Set.of(
          "http://",
          "https://",
          "ftp://",
          "ftps://",
          "sftp://",
          "ssh://",
          "git://",
          "svn://",
          "irc://",
          "ircs://",
          "news:",
          "mailto:",
          "tel:",
          "sip:",
          "sips:",
          "sms:",
          "geo:",
          "magnet:",
          "urn:",
          "bitcoin:",
          "xmpp:",
          "gopher://",
          "nntp://",
          "redis://",
          "mms://",
          "telnet://",
          "worldwind://",
          "//");

  private static final Pattern SWITCH = Pattern.compile("[\\p{Lu}_]+");
  private static final Pattern OTHER_LANGUAGE = Pattern.compile("[a-z]{2,3}(-[a-z-]+)?|simple");

  private final WikiNamespaces namespaces;

  WikiSyntax(WikiNamespaces namespaces) {
    super(false, false, false);
    this.namespaces = namespaces;
  }

  /** Whether a link's target is a category of the page, not something that it says. */
  boolean isCategory(String target) {
    return namespaces.is(WikiNamespaces.CATEGORY, prefix(target));
  }

  /** Whether a link's target is the same page in another language. */
  boolean isOtherLanguage(String target) {
    return OTHER_LANGUAGE.matcher(prefix(target)).matches();
  }

  private static String prefix(String target) {
    int colon = target.indexOf(':');
    return colon <= 0 ? "" : target.substring(0, colon).strip();
  }

  @Override
  public LinkType classifyTarget(String target) {
    if (namespaces.is(WikiNamespaces.FILE, prefix(target))) {
      return LinkType.IMAGE;
    }
    return target.isBlank() ? LinkType.INVALID : LinkType.PAGE;
  }

  @Override
  public boolean isUrlProtocol(String protocol) {
    return PROTOCOLS.contains(protocol.toLowerCase(Locale.ROOT));
  }

  @Override
  public boolean isValidPageSwitchName(String word) {
    return SWITCH.matcher(word).matches();
  }

  @Override
  public boolean isValidExtensionTagName(String name) {
    return EXTENSIONS.contains(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public @Nullable String resolveXmlEntity(String name) {
    String entity = "&" + name + ";";
    String character = Parser.unescapeEntities(entity, true);
    return character.equals(entity) ? null : character;
  }
}
