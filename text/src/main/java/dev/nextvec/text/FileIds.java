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
  private static final int LINES_PER_UPDATE = 1000;

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
   * @param bytes counts what was read, as it is on disk
   * @param progress told of it after every {@value #LINES_PER_UPDATE} lines
   */
  static FileIds read(CorpusFile file, AtomicLong bytes, Progress progress) {
    List<Found> found = new ArrayList<>();
    try {
      if (file.format() == TextFormat.JSONL) {
        lines(file, bytes, progress, found);
      } else {
        FileBytes.text(file, bytes);
        found.add(new Found(file.id(), 0));
      }
      return new FileIds(found, Optional.empty());
    } catch (IOException e) {
      return new FileIds(found, Optional.of(e));
    }
  }

  private static void lines(CorpusFile file, AtomicLong bytes, Progress progress, List<Found> found)
      throws IOException {
    try (JsonLines lines = new JsonLines(file, FileBytes.open(file, bytes), fields -> {})) {
      for (Optional<SourceDocument> next = lines.next(); next.isPresent(); next = lines.next()) {
        found.add(new Found(next.get().id(), lines.line()));
        if (found.size() % LINES_PER_UPDATE == 0) {
          progress.update(bytes.get(), 0);
        }
      }
    }
  }
}
