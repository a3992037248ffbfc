package dev.nextvec.internal.run;

import dev.nextvec.internal.file.DirectoryKind;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which files and folders are part of a run. */
public final class RunFiles {
  /** Everything that a run and its test leave in the directory. */
  private static final Set<String> OWN =
      Set.of(
          "run.json",
          RunSplit.FILE,
          RunEncoder.FILE,
          KeptModel.MODEL,
          KeptModel.GOLDEN,
          "metrics.jsonl",
          "state",
          "tensorboard",
          "evaluation.json",
          "test-scores.npy",
          "test-ranks.npy",
          "speed.json",
          "out-of-domain",
          "diagnosis.json",
          CrossFitRuns.FOLDER,
          RunLock.FILE);

  /** What a run is, where another takes its place. */
  public static final DirectoryKind DIRECTORY =
      new DirectoryKind(
          "a run",
          "run.json",
          Pattern.compile(OWN.stream().map(Pattern::quote).collect(Collectors.joining("|"))));

  private RunFiles() {}

  /** Whether a file or folder of that name is part of one. */
  static boolean has(String name) {
    return OWN.contains(name) || KeptModel.isWaiting(name);
  }
}
