package dev.nextvec.text;

import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The ids of the documents of a file, found by reading it to its end without keeping anything else.
 *
 * @param found in order, up to where it cannot be read
 * @param problem why it cannot be read; empty if it can
 */
record FileIds(List<Found> found, Optional<IOException> problem) {
  private static final int DOCUMENTS_PER_UPDATE = 1000;

  /**
   * An id.
   *
   * @param line where it stands; 0 if it is that of the whole file
   */
  record Found(String id, long line) {
    String where(CorpusFile file) {
      return line == 0 ? file.shown() : file.shown() + ":" + line;
    }
  }

  /**
   * Reads a file.
   *
   * @param part all of a file, or a part of it
   * @param bytes counts what was read, as it is on disk
   * @param progress told of it after every {@value #DOCUMENTS_PER_UPDATE} documents
   */
  static FileIds read(FilePart part, Reading reading, AtomicLong bytes, Progress progress) {
    CorpusFile file = part.file();
    List<Found> found = new ArrayList<>();
    try {
      if (file.format().holdsMany()) {
        documents(part, reading, bytes, progress, found);
      } else {
        FileBytes.text(file, bytes);
        found.add(new Found(file.id(), 0));
      }
      return new FileIds(found, Optional.empty());
    } catch (IOException e) {
      return new FileIds(found, Optional.of(e));
    }
  }

  private static void documents(
      FilePart part, Reading reading, AtomicLong bytes, Progress progress, List<Found> found)
      throws IOException {
    try (DocumentSource source = DocumentSource.open(part, reading, bytes)) {
      while (source.advance()) {
        found.add(new Found(source.id(), source.line()));
        if (found.size() % DOCUMENTS_PER_UPDATE == 0) {
          progress.update(bytes.get(), 0);
        }
      }
    }
  }
}
