package dev.nextvec.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The articles of a MediaWiki dump, read as a stream: pages of other namespaces, redirects and what
 * is not written in wikitext are passed and counted. The id of a document is the page's.
 */
final class WikiDump implements DocumentSource {
  private static final String TANGLED = "markup nested too deeply";
  private static final String NOT_UNDERSTOOD = "wikitext that its parser does not understand";

  private final CorpusFile file;
  private final WikiNamespaces namespaces;
  private final PartStream stream;
  private final PageFrames frames;
  private final WikiText wikitext;

  /** What was passed since the last article was read, in the order in which it was met. */
  private final Map<String, Long> passed = new LinkedHashMap<>();

  private @Nullable WikiPage current;

  private WikiDump(
      CorpusFile file, WikiNamespaces namespaces, PartStream stream, boolean keepCode) {
    this.file = file;
    this.namespaces = namespaces;
    this.stream = stream;
    frames = new PageFrames(stream.in(), file.shown());
    wikitext = new WikiText(namespaces, keepCode);
  }

  /**
   * Opens a dump, or the pages that begin in a part of it.
   *
   * @throws IOException if it is none, naming it
   */
  static WikiDump open(FilePart part, boolean keepCode, AtomicLong bytes) throws IOException {
    WikiNamespaces namespaces = WikiHead.read(part.file());
    return new WikiDump(part.file(), namespaces, PartStream.open(part, bytes), keepCode);
  }

  @Override
  public boolean advance() throws IOException {
    current = null;
    try {
      while (current == null) {
        Optional<byte[]> frame = frames.next(stream);
        if (frame.isEmpty()) {
          return false;
        }
        byte[] xml = frame.get();
        String text = Utf8.decode(xml, xml.length, new Named(file, xml), 1);
        WikiPage page = WikiPage.parse(text, file.shown());
        Optional<String> reason = page.reason(namespaces);
        reason.ifPresent(why -> passed.merge(why, 1L, Long::sum));
        current = reason.isEmpty() ? page : null;
      }
      return true;
    } catch (IOException e) {
      throw FileBytes.explain(file, e);
    }
  }

  /** A page, as messages name it. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Named(CorpusFile file, byte[] xml) {
    private static final Pattern TITLE = Pattern.compile("<title>([^<]*)</title>");

    @Override
    public String toString() {
      Matcher title = TITLE.matcher(new String(xml, StandardCharsets.UTF_8));
      return "%s, in the page `%s`,".formatted(file.shown(), title.find() ? title.group(1) : "");
    }
  }

  private WikiPage current() {
    if (current == null) {
      throw new IllegalStateException("there is no page at hand");
    }
    return current;
  }

  @Override
  public String id() {
    return current().id();
  }

  @Override
  public long line() {
    return 0;
  }

  @Override
  public SourceDocument read(Tallies tallies) throws IOException {
    WikiPage page = current();
    countPassed(tallies);
    Optional<ParsedText> parsed;
    String reason = TANGLED;
    try {
      parsed = wikitext.parse(page.text());
    } catch (IllegalArgumentException e) { // one page of millions
      parsed = Optional.empty();
      reason = NOT_UNDERSTOOD;
    }
    if (parsed.isEmpty()) {
      tallies.leaveOut(reason, page.title());
      return new SourceDocument(page.id(), page.title(), List.of());
    }
    SourceDocument document = new SourceDocument(page.id(), page.title(), parsed.get().blocks());
    tallies.document(document, parsed.get());
    return document;
  }

  @Override
  public void end(Tallies tallies) {
    countPassed(tallies);
  }

  private void countPassed(Tallies tallies) {
    passed.forEach(tallies::leaveOut);
    passed.clear();
  }

  @Override
  public void close() throws IOException {
    wikitext.close();
    stream.close();
  }
}
