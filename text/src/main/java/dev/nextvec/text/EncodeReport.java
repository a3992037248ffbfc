package dev.nextvec.text;

import dev.nextvec.data.Account;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import java.time.Duration;

/**
 * What an encoding did.
 *
 * @param account what went into each step, what came out, and what was left out by name
 * @param chunks chunks written
 * @param encoded chunks that had to be encoded; the others were known or occur twice
 * @param elapsed time taken
 */
public record EncodeReport(Account account, long chunks, long encoded, Duration elapsed) {

  /** Documents written. */
  public long documents() {
    return account.stage(Step.DOCUMENTS).map(Stage::out).orElse(0L);
  }

  /** Documents left out because they hold no text. */
  public long emptyDocuments() {
    return account.stage(Step.DOCUMENTS).map(stage -> stage.count(Tallies.NO_TEXT)).orElse(0L);
  }

  /** Files left out because their extension is not supported. */
  public long skippedFiles() {
    return account.stage(Step.FILES).map(stage -> stage.count(Corpus.OTHER_KIND)).orElse(0L);
  }
}
