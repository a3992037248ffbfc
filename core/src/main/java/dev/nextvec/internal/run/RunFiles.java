package dev.nextvec.internal.run;

import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.DirectoryKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in a run's directory. */
public final class RunFiles {
  /** What a training writes and continues from. */
  private static final Set<String> TRAINED =
      Set.of(
          "run.json",
          RunSplit.FILE,
          RunEncoder.FILE,
          KeptModel.MODEL,
          KeptModel.GOLDEN,
          "metrics.jsonl");

  /** Folders of such files. */
  private static final Set<String> FOLDERS = Set.of("state", "tensorboard");

  /** What the test of a run, and whatever else looks at it, leaves beside them. */
  private static final Set<String> BESIDE =
      Set.of(
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
          Pattern.compile(
              Stream.of(TRAINED, FOLDERS, BESIDE)
                  .flatMap(Set::stream)
                  .map(Pattern::quote)
                  .collect(Collectors.joining("|"))));

  private RunFiles() {}

  /** Whether a run or its test leaves something of this name in the directory. */
  static boolean isOwn(String name) {
    return isTrained(name) || FOLDERS.contains(name) || BESIDE.contains(name);
  }

  private static boolean isTrained(String name) {
    return TRAINED.contains(name) || KeptModel.isWaiting(name);
  }

  /** The files that a training writes and continues from, as far as they are there. */
  static List<Path> trained(Path run) throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path file : in(run)) {
      String name = file.getFileName().toString();
      if (FOLDERS.contains(name)) {
        all.addAll(in(file));
      } else if (isTrained(name)) {
        all.add(file);
      }
    }
    all.removeIf(file -> file.getFileName().toString().contains(AtomicFile.TEMPORARY));
    return all;
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
