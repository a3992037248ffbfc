package dev.nextvec.text;

import dev.nextvec.data.Account;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Documents to chunks to vectors, {@value #WINDOW} chunks at a time: what the cache does not know
 * is encoded, each text once, and cached the moment it is ready; then the window is handed on in
 * order. Memory depends on the longest document, not on the corpus.
 */
final class EncodePipeline {
  /** How many chunks are encoded at once: what a text is encoded beside may move its last bit. */
  static final int WINDOW = 1024;

  /** A chunk of a document, perhaps its first or last. */
  private record Item(SourceDocument document, String text, boolean begins, boolean ends) {}

  private final Corpus corpus;
  private final long totalBytes;
  private final boolean keepCode;
  private final Chunker chunker;
  private final Encoder encoder;
  private final EmbeddingCache cache;
  private final EncodeProgress.Listener listener;

  private final long start = System.nanoTime();
  private final List<Item> window = new ArrayList<>();
  private long read;
  private long written;
  private long encoded;
  private long encodingNanos;

  /** A pipeline for one run, with or without blocks of code. Encoder and cache stay open. */
  EncodePipeline(
      Corpus corpus,
      boolean keepCode,
      Chunker chunker,
      Encoder encoder,
      EmbeddingCache cache,
      EncodeProgress.Listener listener) {
    this.corpus = corpus;
    totalBytes = corpus.totalBytes();
    this.keepCode = keepCode;
    this.chunker = chunker;
    this.encoder = encoder;
    this.cache = cache;
    this.listener = listener;
  }

  /**
   * Encodes everything.
   *
   * @throws IllegalArgumentException if there is no text in the whole corpus
   * @throws IOException if something cannot be read, encoded or written
   */
  EncodeReport run(ChunkTarget target) throws IOException {
    try (DocumentReader reader = corpus.read(keepCode)) {
      for (Optional<SourceDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
        add(next.get(), reader, target);
      }
      flush(reader, target, true);
      Account account = reader.tallies().account();
      if (read == 0) {
        throw new IllegalArgumentException(nothing(account));
      }
      return new EncodeReport(account, written, encoded, elapsed());
    }
  }

  static String nothing(Account account) {
    Stage documents = account.stage(Step.DOCUMENTS).orElseThrow();
    Stage letters = account.stage(Step.LETTERS).orElseThrow();
    if (documents.count(Tallies.NO_TEXT) < documents.in()) {
      return "there is no text to encode: of %d documents none has any (left out: %s); letters left out: %s"
          .formatted(documents.in(), Omissions.brief(documents), Omissions.brief(letters));
    }
    return "there is no text to encode: %d documents, all empty%s; letters left out: %s"
        .formatted(
            documents.in(),
            documents.leftOut(Tallies.NO_TEXT).map(o -> " (" + Omissions.names(o) + ")").orElse(""),
            Omissions.brief(letters));
  }

  private void add(SourceDocument document, DocumentReader reader, ChunkTarget target)
      throws IOException {
    List<String> chunks = chunker.chunks(document);
    reader.tallies().chunked(document, chunks);
    for (int i = 0; i < chunks.size(); i++) {
      window.add(new Item(document, chunks.get(i), i == 0, i == chunks.size() - 1));
      read++;
      if (window.size() == WINDOW) {
        flush(reader, target, false);
      }
    }
  }

  private void flush(DocumentReader reader, ChunkTarget target, boolean last) throws IOException {
    Map<String, float[]> vectors = new HashMap<>();
    List<String> missing = new ArrayList<>();
    for (String text : new LinkedHashSet<>(window.stream().map(Item::text).toList())) {
      cache.get(text).ifPresentOrElse(v -> vectors.put(text, v), () -> missing.add(text));
    }
    long total = last ? read : estimate(reader);
    long known = written + window.size() - missing.size() - encoded;
    long begun = System.nanoTime();
    report(known, total, begun);
    encoder.encode(
        missing,
        (index, vector) -> {
          cache.put(missing.get(index), vector);
          vectors.put(missing.get(index), vector);
          encoded++;
          report(known, total, begun);
        });
    encodingNanos += System.nanoTime() - begun;
    count(reader.tallies());
    for (Item item : window) {
      hand(item, vectors.get(item.text()), target);
    }
    window.clear();
  }

  /** Counts the chunks of the window whose ends the encoder does not read. */
  private void count(Tallies tallies) {
    Optional<BitSet> cut = encoder.cut(window.stream().map(Item::text).toList());
    if (cut.isEmpty()) {
      tallies.cutUnknown();
      return;
    }
    String reason = cutReason(encoder);
    for (int i = 0; i < window.size(); i++) {
      if (cut.get().get(i)) {
        tallies.cut(window.get(i).document().id(), reason);
      } else {
        tallies.whole(1);
      }
    }
  }

  /** Why a chunk is not read to its end. */
  static String cutReason(Encoder encoder) {
    OptionalInt longest = encoder.longestTokens();
    return longest.isPresent()
        ? "cut at %d tokens".formatted(longest.getAsInt())
        : "cut by the encoder";
  }

  private void report(long known, long total, long begun) {
    Duration encoding = Duration.ofNanos(encodingNanos + System.nanoTime() - begun);
    listener.update(new EncodeProgress(known + encoded, total, encoded, encoding));
  }

  private void hand(Item item, float @Nullable [] vector, ChunkTarget target) throws IOException {
    if (vector == null) {
      throw new IllegalStateException("the encoder returned no vector for a text");
    }
    if (item.begins()) {
      target.begin(item.document());
    }
    target.chunk(item.text(), vector);
    if (item.ends()) {
      target.end();
    }
    written++;
  }

  private long estimate(DocumentReader reader) {
    double share = reader.bytesRead() / (double) Math.max(1, totalBytes);
    return Math.max(read, Math.round(read / Math.max(share, 1e-9)));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
