package dev.nextvec.text;

import dev.nextvec.data.Stage;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.List;

/**
 * The files of a corpus, found but not yet read.
 *
 * @param files in the order given; within a folder sorted by path
 * @param found files and folders met, and which of them are not read and why
 * @param skipBad whether a file that cannot be read is left out instead of ending everything
 * @param columns which columns of Parquet files are read as what
 */
public record Corpus(List<CorpusFile> files, Stage found, boolean skipBad, Columns columns) {
  /** Why a file is left out that has no supported extension. */
  static final String OTHER_KIND = "other kind";

  /** Why a file is left out that is damaged, not text, or must not be read. */
  public static final String UNREADABLE = "unreadable";

  public Corpus {
    files = List.copyOf(files);
  }

  /**
   * Finds the files of {@code inputs}: files, folders (recursively, links followed, hidden ones and
   * datasets, runs and reports left out) and globs such as {@code docs/**}{@code /*.html}. A file
   * named twice is read once.
   *
   * @param skipBad whether what cannot be read is left out, here and later
   * @throws IllegalArgumentException if a named file has no supported extension or nothing is found
   * @throws IOException if an input does not exist, cannot be reached or cannot be listed
   */
  public static Corpus find(List<String> inputs, boolean skipBad) throws IOException {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("no input: name files, folders or globs");
    }
    CorpusSearch search = new CorpusSearch(skipBad);
    for (String input : inputs) {
      if (Glob.isGlob(input)) {
        search.glob(new Glob(input));
      } else {
        search.named(Addresses.path(input), inputs.size() == 1);
      }
    }
    Corpus corpus = new Corpus(search.files(), search.found(), skipBad, Columns.standard());
    if (corpus.files.isEmpty()) {
      throw new IllegalArgumentException(
          "no text found in %s (left out: %s): supported are %s"
              .formatted(
                  String.join(", ", inputs),
                  Omissions.brief(corpus.found),
                  TextFormat.supported()));
    }
    return corpus;
  }

  /** The same; a file or folder that cannot be read ends everything. */
  public static Corpus find(List<String> inputs) throws IOException {
    return find(inputs, false);
  }

  /** The same files, of which Parquet's are read by these columns. */
  Corpus withColumns(Columns other) {
    return new Corpus(files, found, skipBad, other);
  }

  /**
   * Reads every file once without keeping anything, so that a damaged one, or an id that two
   * documents share, is known before the first chunk is encoded.
   *
   * @param progress told the bytes done
   * @return the files that can be read: all of them, unless bad ones are skipped
   * @throws IOException if a file cannot be read, naming it and where possible the line or offset
   * @throws IllegalArgumentException if two documents have one id, or no file can be read
   */
  public Corpus checked(Progress progress) throws IOException {
    return new CorpusCheck(this, progress).run();
  }

  /** Files left out because their extension is not supported. */
  public long skippedFiles() {
    return found.count(OTHER_KIND);
  }

  /** Length of all files on disk. */
  public long totalBytes() {
    return files.stream().mapToLong(CorpusFile::bytes).sum();
  }

  Reading reading(boolean keepCode) {
    return new Reading(skipBad, keepCode, columns);
  }

  /** Starts reading. */
  public DocumentReader read() {
    return read(true);
  }

  /** Starts reading, with or without blocks of code. */
  public DocumentReader read(boolean keepCode) {
    return new DocumentReader(
        files.stream().map(FilePart::whole).toList(), found, reading(keepCode));
  }
}
