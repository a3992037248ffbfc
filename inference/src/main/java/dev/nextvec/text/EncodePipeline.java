package dev.nextvec.text;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Documents to chunks to vectors, {@value #WINDOW} chunks at a time: what the cache does not know
 * is encoded, each text once, and cached the moment it is ready; then the window is handed on in
 * order. Memory depends on the longest document, not on the corpus.
 */
public final class EncodePipeline {
  private static final int WINDOW = 1024;

  /** A chunk; the first of a document brings the document, the last says so. */
  private record Item(@Nullable SourceDocument begins, String text, boolean ends) {}

  private final Corpus corpus;
  private final boolean keepCode;
  private final Chunker chunker;
  private final Encoder encoder;
  private final EmbeddingCache cache;
  private final EncodeProgress.Listener listener;

  private final long start = System.nanoTime();
  private final List<Item> window = new ArrayList<>();
  private long documents;
  private long blankDocuments; // not without characters, but without any that can be seen
  private long read;
  private long written;
  private long encoded;
  private long encodingNanos;

  /** A pipeline for one run, with or without blocks of code. Encoder and cache stay open. */
  public EncodePipeline(
      Corpus corpus,
      boolean keepCode,
      Chunker chunker,
      Encoder encoder,
      EmbeddingCache cache,
      EncodeProgress.Listener listener) {
    this.corpus = corpus;
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
  public EncodeReport run(ChunkTarget target) throws IOException {
    try (DocumentReader reader = corpus.read(keepCode)) {
      for (Optional<SourceDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
        add(next.get(), reader, target);
      }
      flush(reader, target, true);
      long empty = reader.emptyDocuments() + blankDocuments;
      if (documents == 0) {
        throw new IllegalArgumentException(
            "there is no text to encode: " + empty + " documents, all empty");
      }
      return new EncodeReport(
          documents, reader.emptyDocuments(), corpus.skippedFiles(), written, encoded, elapsed());
    }
  }

  private void add(SourceDocument document, DocumentReader reader, ChunkTarget target)
      throws IOException {
    List<String> chunks = chunker.chunks(document);
    if (chunks.isEmpty()) {
      blankDocuments++;
      return;
    }
    documents++;
    SourceDocument begins = document;
    for (int i = 0; i < chunks.size(); i++) {
      window.add(new Item(begins, chunks.get(i), i == chunks.size() - 1));
      begins = null;
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
    for (Item item : window) {
      hand(item, vectors.get(item.text()), target);
    }
    window.clear();
  }

  private void report(long known, long total, long begun) {
    Duration encoding = Duration.ofNanos(encodingNanos + System.nanoTime() - begun);
    listener.update(new EncodeProgress(known + encoded, total, encoded, encoding));
  }

  private void hand(Item item, float @Nullable [] vector, ChunkTarget target) throws IOException {
    if (vector == null) {
      throw new IllegalStateException("the encoder returned no vector for a text");
    }
    if (item.begins() != null) {
      target.begin(item.begins().id(), item.begins().title());
    }
    target.chunk(item.text(), vector);
    if (item.ends()) {
      target.end();
    }
    written++;
  }

  private long estimate(DocumentReader reader) {
    double share = reader.bytesRead() / (double) Math.max(1, corpus.totalBytes());
    return Math.max(read, Math.round(read / Math.max(share, 1e-9)));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
