package dev.nextvec.text;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jsoup.Jsoup;

/**
 * The text of wikitext: what {@link PageText} keeps of the page that a wiki would show of it,
 * without templates and notes. It is read by a thread of its own, whose stack holds what {@link
 * WikiNesting} lets pass, whoever asks.
 */
final class WikiText implements AutoCloseable {
  private static final long STACK_BYTES = 256L << 20;
  private static final int MOST_MINUTES = 5;

  private final WikiParser parser;
  private final boolean keepCode;
  private ExecutorService thread = thread();

  WikiText(WikiNamespaces namespaces, boolean keepCode) {
    parser = new WikiParser(new WikiSyntax(namespaces));
    this.keepCode = keepCode;
  }

  private static ExecutorService thread() {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(null, work, "wikitext", STACK_BYTES);
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * The text; empty if the markup is nested too deeply, or takes minutes.
   *
   * @throws IllegalArgumentException if the parser does not understand it
   */
  Optional<ParsedText> parse(String wikitext) {
    Future<Optional<ParsedText>> parsed = thread.submit(() -> read(wikitext));
    try {
      return parsed.get(MOST_MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      thread.shutdownNow();
      thread = thread();
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OutOfMemoryError full) { // no fault of the page
        throw full;
      }
      throw new IllegalArgumentException(String.valueOf(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      parsed.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while wikitext was read", e);
    }
  }

  private Optional<ParsedText> read(String wikitext) {
    if (WikiNesting.isTooDeep(wikitext)) {
      return Optional.empty();
    }
    WikiHtml.Written written = parser.html(wikitext);
    ParsedText text = PageText.of(Jsoup.parseBodyFragment(written.html()), keepCode);
    return Optional.of(text.with(written.leftOut(), List.of()));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
