package dev.nextvec.text;

import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Reads a corpus for what is wrong with it: files, lines, ids. */
final class CorpusCheck {
  private final Corpus corpus;
  private final Progress progress;
  private final long totalBytes;
  private final AtomicLong bytes = new AtomicLong();

  CorpusCheck(Corpus corpus, Progress progress) {
    this.corpus = corpus;
    this.progress = progress;
    totalBytes = corpus.totalBytes();
  }

  Corpus run() throws IOException {
    CorpusIds ids = new CorpusIds(corpus.found(), corpus.skipBad());
    Reading reading = corpus.reading(true);
    List<CorpusFile> good = new ArrayList<>();
    for (CorpusFile file : corpus.files()) {
      update();
      FilePart all = FilePart.whole(file);
      if (ids.admit(file, FileIds.read(all, reading, bytes, (done, total) -> update()))) {
        good.add(file);
      }
    }
    return new Corpus(good, ids.files(), corpus.skipBad(), corpus.columns());
  }

  private void update() {
    progress.update(Math.min(bytes.get(), totalBytes), totalBytes);
  }
}
