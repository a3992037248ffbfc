package dev.nextvec.text;

import dev.nextvec.data.Omission;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Tally;
import dev.nextvec.internal.wording.Setting;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Admits the files of a corpus, in order: those that can be read and repeat no id. */
final class CorpusIds {
  private final boolean skipBad;
  private final Tally tally;
  private long admitted;

  /** The file that each id was first met in. */
  private final Map<String, String> ids = new HashMap<>();

  /**
   * No file yet.
   *
   * @param found the files met, all of them still counted as read
   * @param skipBad whether a bad file is left out instead of ending everything
   */
  CorpusIds(Stage found, boolean skipBad) {
    this.skipBad = skipBad;
    tally = Tally.from(found);
  }

  /**
   * Whether a file is good: a bad file is bad as a whole.
   *
   * @throws IOException if it cannot be read and bad ones are not skipped
   * @throws IllegalArgumentException if it repeats an id, likewise
   */
  boolean admit(CorpusFile file, FileIds read) throws IOException {
    Map<String, String> own = new HashMap<>();
    for (FileIds.Found found : read.found()) {
      Optional<String> repeated = repeated(file, found, own);
      if (repeated.isPresent()) {
        if (!skipBad) {
          throw new IllegalArgumentException(repeated.get());
        }
        return leaveOut(repeated.get());
      }
      own.put(found.id(), file.shown());
    }
    if (read.problem().isPresent()) {
      IOException problem = read.problem().get();
      if (!skipBad) {
        throw new IOException(
            "%s (%s leaves such files out)".formatted(problem.getMessage(), Setting.SKIP_BAD),
            problem);
      }
      return leaveOut(String.valueOf(problem.getMessage()));
    }
    ids.putAll(own);
    admitted++;
    return true;
  }

  private boolean leaveOut(String problem) {
    tally.takeBack(Corpus.UNREADABLE, problem);
    return false;
  }

  private Optional<String> repeated(CorpusFile file, FileIds.Found found, Map<String, String> own) {
    return Optional.ofNullable(own.getOrDefault(found.id(), ids.get(found.id())))
        .map(
            before ->
                "%s: two documents have the id `%s`, the other is in %s: ids must be unique; remove one or give them other ids"
                    .formatted(found.where(file), found.id(), before));
  }

  /**
   * The files met, with those that are left out.
   *
   * @throws IllegalArgumentException if no file was admitted
   */
  Stage files() {
    Stage stage = tally.stage();
    if (admitted == 0) {
      throw new IllegalArgumentException(
          "no file can be read (left out: %s); the first: %s"
              .formatted(
                  Omissions.brief(stage),
                  stage
                      .leftOut(Corpus.UNREADABLE)
                      .map(Omission::names)
                      .flatMap(names -> names.stream().findFirst())
                      .orElse("")));
    }
    return stage;
  }
}
