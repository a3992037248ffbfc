package dev.nextvec.internal.page;

import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunLock;
import dev.nextvec.run.RunInfo;

/** What a run is at: what it says itself, and whether anybody holds its lock. */
enum RunState {
  TRAINING("training", "A program trains it now."),
  FINISHED("done", "It ended by itself."),
  STOPPED(
      "stopped", "It was stopped, and saved what it had: the same `train` command continues it."),
  DIED(
      "died",
      "The program that trained it ended without a word: the same `train` command continues from"
          + " what was saved last."),
  IMPORTED("imported", "It was trained elsewhere.");

  private final String words;
  private final String says;

  RunState(String words, String says) {
    this.words = words;
    this.says = says;
  }

  /** One word. */
  String words() {
    return words;
  }

  /** What that means, in a sentence. */
  String says() {
    return says;
  }

  static RunState of(RunDirectory run, RunInfo info) {
    if (info.origin().isPresent()) {
      return IMPORTED;
    }
    if (run.isTraining()) {
      return TRAINING;
    }
    return switch (info.status()) {
      case FINISHED -> FINISHED;
      case RUNNING -> RunLock.isLeft(run.path()) ? DIED : STOPPED;
    };
  }
}
