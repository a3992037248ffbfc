package dev.nextvec.internal.store;

import dev.nextvec.internal.retrieval.ChunkCodec;
import dev.nextvec.internal.retrieval.IndexSettings;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * Vectors with texts and metadata, in a folder or in memory. What a change did is found by every
 * search that begins after it returned, and is on the disk by then; a change that fails, or during
 * which the program is killed, did nothing. Any number of threads may share a store: searches run
 * beside each other and beside changes, changes one after the other.
 */
public final class EntryStore implements AutoCloseable {
  private final Directory directory;
  private final String path;
  private final ReadWriteLock handles = new ReentrantReadWriteLock();
  private final Object changes = new Object();
  private Handles open;
  private volatile StoreFiles files;
  private boolean closed;

  /** What Lucene changes and searches by. */
  private record Handles(IndexWriter writer, SearcherManager searchers) {
    static Handles of(Directory directory) throws IOException {
      IndexWriterConfig config =
          new IndexWriterConfig()
              .setCodec(ChunkCodec.of(IndexSettings.of(SearchType.HNSW)))
              .setUseCompoundFile(false);
      IndexWriter writer = new IndexWriter(directory, config);
      try {
        return new Handles(writer, new SearcherManager(writer, new SearcherFactory()));
      } catch (IOException | RuntimeException e) {
        writer.rollback();
        throw e;
      }
    }
  }

  /** Something that is done to a store. */
  private interface Change {
    void of(IndexWriter writer) throws IOException;
  }

  /** Goes on with what was committed in a directory. */
  EntryStore(Directory directory, String path, StoreFiles files) throws IOException {
    this.directory = directory;
    this.path = path;
    this.files = files;
    this.open = Handles.of(directory);
  }

  /**
   * Opens the store in a folder, or makes an empty one.
   *
   * @param encoder what makes the vectors, by any name that is kept for it
   * @throws IOException if something else is there, it is damaged, or is open already
   * @throws IllegalArgumentException if its vectors were made by something else
   */
  public static EntryStore open(Path folder, String encoder) throws IOException {
    Directory directory = StoreFiles.folder(folder);
    try {
      Optional<StoreFiles> known;
      try (org.apache.lucene.store.Lock alone = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
        alone.ensureValid();
        known = StoreFiles.read(directory, folder.toString());
      }
      known.ifPresent(files -> files.requireEncoder(encoder, folder.toString()));
      EntryStore store =
          new EntryStore(directory, folder.toString(), known.orElse(new StoreFiles(encoder, 0)));
      if (known.isEmpty()) {
        store.change(store.files, writer -> {});
      }
      return store;
    } catch (LockObtainFailedException e) {
      directory.close();
      throw new IOException(
          folder + " is open in another program, or a second time in this one: close it there", e);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** An empty store that is gone when it is closed. */
  public static EntryStore inMemory() {
    try {
      return new EntryStore(new ByteBuffersDirectory(), "the store", new StoreFiles("", 0));
    } catch (IOException e) {
      throw new UncheckedIOException("a store in memory could not be made", e);
    }
  }

  /**
   * Adds entries; one whose id is there already takes its place, and of several with one id the
   * last is kept.
   *
   * @throws IllegalArgumentException if a vector has another length than those before; then none is
   *     added
   */
  public void add(List<Entry> entries) throws IOException {
    synchronized (changes) {
      StoreFiles next = files;
      for (Entry entry : entries) {
        int length = entry.vector().length;
        next.requireLength("the vector of entry `%s`".formatted(entry.id()), length);
        next = next.withDimension(length);
      }
      if (!entries.isEmpty()) {
        change(
            next,
            writer -> {
              for (Entry entry : entries) {
                writer.updateDocument(EntryFields.id(entry.id()), EntryFields.document(entry));
              }
            });
      }
    }
  }

  /** Removes entries; ids that are not there are passed over. */
  public void remove(Collection<String> ids) throws IOException {
    Term[] terms = ids.stream().map(EntryFields::id).toArray(Term[]::new);
    synchronized (changes) {
      change(files, writer -> writer.deleteDocuments(terms));
    }
  }

  /** Removes all entries for which a condition holds. */
  public void remove(Condition condition) throws IOException {
    synchronized (changes) {
      List<String> ids = asked(searcher -> new EntrySearch(searcher).ids(condition));
      if (!ids.isEmpty()) {
        remove(ids);
      }
    }
  }

  /** Removes all entries; the next ones may have vectors of any length. */
  public void clear() throws IOException {
    synchronized (changes) {
      change(files.withDimension(0), IndexWriter::deleteAll);
    }
  }

  private void change(StoreFiles next, Change change) throws IOException {
    synchronized (changes) {
      requireOpen();
      try {
        change.of(open.writer());
        open.writer().setLiveCommitData(next.written().entrySet());
        open.writer().commit();
        files = next;
      } catch (IOException | RuntimeException e) {
        reopen(e);
        throw e;
      }
      try {
        open.searchers().maybeRefreshBlocking();
      } catch (IOException | RuntimeException e) {
        reopen(e);
        if (closed) {
          throw e;
        }
      }
    }
  }

  /** Goes on with what was last committed. */
  private void reopen(Exception cause) {
    boolean interrupted = Thread.interrupted(); // Lucene cannot open files of a thread that is
    Lock alone = handles.writeLock();
    alone.lock();
    try {
      open.searchers().close();
      open.writer().rollback();
      open = Handles.of(directory);
    } catch (IOException | RuntimeException e) {
      closed = true;
      cause.addSuppressed(e);
    } finally {
      alone.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(path + " is closed: open it again");
    }
  }

  /** A question to the store as it is now. */
  interface Question<T> {
    T of(IndexSearcher searcher) throws IOException;
  }

  <T> T asked(Question<T> question) throws IOException {
    Lock shared = handles.readLock();
    shared.lock();
    try {
      requireOpen();
      IndexSearcher searcher = open.searchers().acquire();
      try {
        return question.of(searcher);
      } finally {
        open.searchers().release(searcher);
      }
    } finally {
      shared.unlock();
    }
  }

  /**
   * Finds the entries of the highest cosine with a vector.
   *
   * @return at most {@code count}, best first
   * @throws IllegalArgumentException if the query has another length, or no direction
   */
  public List<Found> search(float[] query, int count, Optional<Condition> condition)
      throws IOException {
    Entry.requireSound("the query", query);
    files.requireLength("the query", query.length);
    return asked(searcher -> new EntrySearch(searcher).best(query, count, condition));
  }

  /** How many entries there are. */
  public int size() throws IOException {
    return asked(searcher -> searcher.getIndexReader().numDocs());
  }

  @Override
  public void close() {
    synchronized (changes) {
      Lock alone = handles.writeLock();
      alone.lock();
      try (directory) {
        if (!closed) {
          closed = true;
          open.searchers().close();
          open.writer().close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(path + " could not be closed; all changes are kept", e);
      } finally {
        alone.unlock();
      }
    }
  }
}
