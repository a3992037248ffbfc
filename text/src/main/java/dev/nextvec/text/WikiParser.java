package dev.nextvec.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.sweble.wikitext.parser.WikitextEncodingValidator;
import org.sweble.wikitext.parser.WikitextParser;
import org.sweble.wikitext.parser.WikitextPostprocessor;
import org.sweble.wikitext.parser.WikitextPreprocessor;
import org.sweble.wikitext.parser.encval.ValidatedWikitext;
import org.sweble.wikitext.parser.nodes.WtNode;
import org.sweble.wikitext.parser.nodes.WtParsedWikitextPage;
import org.sweble.wikitext.parser.nodes.WtPreproWikitextPage;
import org.sweble.wikitext.parser.parser.PreprocessorToParserTransformer;
import org.sweble.wikitext.parser.preprocessor.PreprocessedWikitext;
import xtc.parser.ParseException;

/**
 * Wikitext to HTML, by the parser of the Sweble project.
 *
 * @param syntax what it must know of the wiki
 */
record WikiParser(WikiSyntax syntax) {
  private static final String PAGE = "page";

  /** Lines that are shown as they are: the parser puts them together without their ends. */
  private static final Pattern AS_IT_IS = Pattern.compile("(?m)^( .*)$");

  /** What is for pages that include this one, and the tags around what is for this one too. */
  private static final Pattern INCLUDED =
      Pattern.compile(
          "(?is)<includeonly\\s*>.*?</includeonly\\s*>|</?(noinclude|onlyinclude)\\s*>");

  /** The HTML of a text, and what is not in it. */
  WikiHtml.Written html(String wikitext) {
    try {
      String shown = INCLUDED.matcher(wikitext).replaceAll("");
      shown = AS_IT_IS.matcher(shown).replaceAll("$1 ");
      ValidatedWikitext valid = new WikitextEncodingValidator().validate(syntax, shown, PAGE);
      WtPreproWikitextPage first =
          (WtPreproWikitextPage) new WikitextPreprocessor(syntax).parseArticle(valid, PAGE, false);
      WikiTemplates templates = new WikiTemplates(syntax.getNodeFactory());
      templates.remove(first);
      PreprocessedWikitext second = PreprocessorToParserTransformer.transform(first);
      WtNode page = new WikitextParser(syntax).parseArticle(second, PAGE);
      WtNode tree =
          new WikitextPostprocessor(syntax).postprocess((WtParsedWikitextPage) page, PAGE);
      WikiHtml.Written written = WikiHtml.of(tree, this);
      return new WikiHtml.Written(written.html(), written.leftOut().plus(templates.leftOut()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
