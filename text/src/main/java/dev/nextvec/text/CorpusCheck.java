package dev.nextvec.text;

import dev.nextvec.data.Tally;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Reads a corpus for what is wrong with it: files, lines, ids. A bad file is bad as a whole. */
final class CorpusCheck {
  private static final int LINES_PER_UPDATE = 1000;

  private final Corpus corpus;
  private final Progress progress;
  private final long totalBytes;
  private final AtomicLong bytes = new AtomicLong();

  /** The file that each id was first met in. */
  private final Map<String, String> ids = new HashMap<>();

  CorpusCheck(Corpus corpus, Progress progress) {
    this.corpus = corpus;
    this.progress = progress;
    totalBytes = corpus.totalBytes();
  }

  Corpus run() throws IOException {
    Tally tally = Tally.from(corpus.found());
    List<CorpusFile> good = new ArrayList<>();
    for (CorpusFile file : corpus.files()) {
      update();
      try {
        check(file);
        good.add(file);
      } catch (IOException e) {
        if (!corpus.skipBad()) {
          throw new IOException(
              "%s (%s leaves such files out)".formatted(e.getMessage(), Setting.SKIP_BAD), e);
        }
        tally.takeBack(Corpus.UNREADABLE, String.valueOf(e.getMessage()));
      } catch (RepeatedId e) {
        if (!corpus.skipBad()) {
          throw e;
        }
        tally.takeBack(Corpus.UNREADABLE, String.valueOf(e.getMessage()));
      }
    }
    if (good.isEmpty()) {
      throw new IllegalArgumentException(
          "no file can be read (left out: %s); the first: %s"
              .formatted(Omissions.brief(tally.stage()), firstBad(tally)));
    }
    return new Corpus(good, tally.stage(), corpus.skipBad());
  }

  private static String firstBad(Tally tally) {
    return tally.stage().leftOut(Corpus.UNREADABLE).stream()
        .flatMap(omission -> omission.names().stream())
        .findFirst()
        .orElse("");
  }

  private void check(CorpusFile file) throws IOException {
    if (file.format() != TextFormat.JSONL) {
      FileBytes.text(file, bytes);
      requireNew(file.id(), Map.of(), file.shown());
      ids.put(file.id(), file.shown());
      return;
    }
    Map<String, String> own = new HashMap<>();
    try (JsonLines lines = new JsonLines(file, FileBytes.open(file, bytes), fields -> {})) {
      long read = 0;
      for (Optional<SourceDocument> next = lines.next(); next.isPresent(); next = lines.next()) {
        requireNew(next.get().id(), own, lines.where());
        own.put(next.get().id(), file.shown());
        if (++read % LINES_PER_UPDATE == 0) {
          update();
        }
      }
    }
    ids.putAll(own);
  }

  private void requireNew(String id, Map<String, String> own, String where) {
    String before = own.getOrDefault(id, ids.get(id));
    if (before != null) {
      throw new RepeatedId(
          "%s: two documents have the id `%s`, the other is in %s: ids must be unique; remove one or give them other ids"
              .formatted(where, id, before));
    }
  }

  private void update() {
    progress.update(Math.min(bytes.get(), totalBytes), totalBytes);
  }

  /** Two documents of one id. */
  private static final class RepeatedId extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    RepeatedId(String message) {
      super(message);
    }
  }
}
