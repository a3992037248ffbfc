package dev.nextvec.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/** What stands before the first page of a MediaWiki dump. */
final class WikiHead {
  private static final Pattern ROOT = Pattern.compile("<mediawiki[\\s>]");
  private static final Pattern FIRST = Pattern.compile("<([A-Za-z][\\w:.-]*)");
  private static final Pattern NAMESPACE =
      Pattern.compile("<namespace\\s[^>]*key=\"(-?\\d{1,9})\"[^>]*>([^<]*)</namespace>");
  private static final int SHOWN_BYTES = 4096;

  private WikiHead() {}

  /** Whether a file begins as dumps do; one that cannot be read is left to whoever reads it. */
  static boolean isDump(CorpusFile file) {
    try (InputStream in = FileBytes.open(file, new AtomicLong())) {
      String start = new String(in.readNBytes(SHOWN_BYTES), StandardCharsets.UTF_8);
      return ROOT.matcher(start).find();
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * The namespaces that the head lists.
   *
   * @throws IOException if it is not the head of a dump, or declares a document type
   */
  static WikiNamespaces read(CorpusFile file) throws IOException {
    String head;
    try (InputStream in = FileBytes.open(file, new AtomicLong())) {
      head =
          isDump(file)
              ? new PageFrames(in, file.shown()).head()
              : new String(in.readNBytes(SHOWN_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw FileBytes.explain(file, e);
    }
    if (head.contains("<!DOCTYPE") || head.contains("<!ENTITY")) {
      throw new IOException(
          file.shown() + " declares a document type, as no dump does: its entities are not read");
    }
    if (!ROOT.matcher(head).find()) {
      Matcher first = FIRST.matcher(head);
      throw new IOException(
          "%s is no MediaWiki dump: it begins with %s, not <mediawiki>"
              .formatted(file.shown(), first.find() ? first.group() + ">" : "no element"));
    }
    Map<Integer, String> names = new HashMap<>();
    Matcher found = NAMESPACE.matcher(head);
    while (found.find()) {
      names.put(
          Integer.parseInt(found.group(1)), Parser.unescapeEntities(found.group(2), false).strip());
    }
    return new WikiNamespaces(names);
  }
}
