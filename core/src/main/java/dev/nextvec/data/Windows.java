package dev.nextvec.data;

import dev.nextvec.vector.VectorStore;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Every run of {@code contextLength + 1} chunks that lies inside one document: a context and the
 * target that follows it. Windows are numbered in row order and are indices only: no vector is
 * copied until one is read. Safe to read from several threads.
 */
public final class Windows {
  private final VectorStore vectors;
  private final List<Document> documents;
  private final int contextLength;

  /** Number of windows before each document, and of all at the end. */
  private final int[] before;

  /** First row of each document. */
  private final long[] firstRows;

  /** The first document of each one's group. */
  private final int[] groups;

  /**
   * The windows of {@code documents}.
   *
   * @throws IllegalArgumentException if {@code contextLength} is not positive or there are more
   *     than 2,147,483,647 windows
   */
  public Windows(VectorStore vectors, List<Document> documents, int contextLength) {
    if (contextLength < 1) {
      throw new IllegalArgumentException(
          "`context-length` must be positive but was " + contextLength);
    }
    this.vectors = vectors;
    this.documents = List.copyOf(documents);
    this.contextLength = contextLength;
    this.before = new int[documents.size() + 1];
    this.firstRows = new long[documents.size()];
    this.groups = new int[documents.size()];
    Map<String, Integer> first = new HashMap<>();
    long windows = 0;
    for (int i = 0; i < documents.size(); i++) {
      firstRows[i] = documents.get(i).first();
      groups[i] = firstOf(documents.get(i), i, first);
      windows += documents.get(i).windows(contextLength);
      if (windows > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "the dataset has more than " + Integer.MAX_VALUE + " windows: use a part of it");
      }
      before[i + 1] = (int) windows;
    }
  }

  private static int firstOf(Document document, int index, Map<String, Integer> first) {
    Integer known = first.putIfAbsent(document.group(), index);
    return known == null ? index : known;
  }

  /** Number of windows. */
  public int size() {
    return before[documents.size()];
  }

  /** Number of chunks in a context. */
  public int contextLength() {
    return contextLength;
  }

  /** Length of one vector. */
  public int dimension() {
    return vectors.dimension();
  }

  /** The documents that {@link #document} counts. */
  public List<Document> documents() {
    return documents;
  }

  /** The store that rows are read from. */
  public VectorStore vectors() {
    return vectors;
  }

  /** Row of the first chunk of the context; the target is {@code contextLength} rows further. */
  public long firstRow(int window) {
    int document = document(window);
    return firstRows[document] + window - before[document];
  }

  /** Row of the target. */
  public long targetRow(int window) {
    return firstRow(window) + contextLength;
  }

  /** Index, in {@link #documents()}, of the document that the window lies in. */
  public int document(int window) {
    Objects.checkIndex(window, size());
    int found = Arrays.binarySearch(before, window);
    if (found < 0) {
      return -found - 2;
    }
    while (before[found + 1] == window) {
      found++; // Documents without windows share their number with the next one.
    }
    return found;
  }

  /**
   * Index of the first document of the window's group. Documents of one group may share chunks, so
   * what is known of other documents hangs on how many groups there are.
   */
  public int group(int window) {
    return groups[document(window)];
  }

  /** As {@link #group}, by the index of a document. */
  public int groupOf(int document) {
    return groups[document];
  }

  /** The first window of a document; it has {@code document.windows(contextLength)} of them. */
  public int firstWindow(int document) {
    return before[document];
  }

  /**
   * Copies the context of a window.
   *
   * @param into receives {@code [contextLength, dimension]} from {@code offset} on
   */
  public void context(int window, float[] into, int offset) {
    vectors.read(firstRow(window), contextLength, into, offset);
  }

  /**
   * Copies the target of a window.
   *
   * @param into receives {@code [dimension]} from {@code offset} on
   */
  public void target(int window, float[] into, int offset) {
    vectors.read(targetRow(window), 1, into, offset);
  }

  /**
   * Copies context and target as they are stored, see {@link VectorStore#copy}.
   *
   * @param into receives {@code [contextLength + 1, dimension]} from byte {@code offset} on
   */
  public void stored(int window, ByteBuffer into, int offset) {
    vectors.copy(firstRow(window), contextLength + 1, into, offset);
  }

  /**
   * Copies context and target in one read.
   *
   * @param into receives {@code [contextLength + 1, dimension]} from {@code offset} on
   */
  public void contextAndTarget(int window, float[] into, int offset) {
    vectors.read(firstRow(window), contextLength + 1, into, offset);
  }
}
